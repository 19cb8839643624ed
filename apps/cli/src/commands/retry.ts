import type { Command } from 'commander'
import { retryAll } from 'video-translation-client/operate'
import { manyCommand } from '../change-many.ts'

export function retryCommand(): Command {
  return manyCommand({
    name: 'retry',
    description:
      'run failed, partly failed and canceled translations again; completed targets stay as they are',
    past: 'tried again',
    statuses: ['error', 'partial', 'canceled'],
    changeOne: (client, id, options) => client.retry(id, {}, options),
    changeAll: retryAll,
    charged: 'retry',
  })
}
