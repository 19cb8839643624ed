import type { Command } from 'commander'
import { deleteAll } from 'video-translation-client/operate'
import { manyCommand } from '../change-many.ts'

export function deleteCommand(): Command {
  return manyCommand({
    name: 'delete',
    description: 'delete translations and all their files; safe to repeat',
    past: 'deleted',
    async changeOne(client, id, options) {
      await client.delete(id, options)
      return { id, deleted: true }
    },
    changeAll: deleteAll,
  })
}
