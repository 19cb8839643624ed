import type { Command } from 'commander'
import { cancelAll } from 'video-translation-client/operate'
import { manyCommand } from '../change-many.ts'

export function cancelCommand(): Command {
  return manyCommand({
    name: 'cancel',
    description: 'cancel translations; those that have ended stay as they are',
    past: 'canceled',
    statuses: ['pending', 'running', 'needs_input'],
    changeOne: (client, id, options) => client.cancel(id, options),
    changeAll: cancelAll,
  })
}
