import { Command } from 'commander'
import { deleteAll } from 'video-translation-client/operate'
import { changeMany, type ManyOptions, type ManyVerb, selectsMany, withMany } from '../change-many.ts'
import { connect } from '../connection/connect.ts'
import { withConnection } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { runCommand, type Context } from '../run-command.ts'

const DELETE: ManyVerb = { name: 'delete', past: 'deleted', changeAll: deleteAll }

export function deleteCommand(): Command {
  const command = new Command('delete')
    .description('delete translations and all their files; safe to repeat')
    .argument('[id...]', 'ids of translations')
  return withConnection(withMany(command, DELETE.name)).action(runCommand(remove))
}

async function remove(context: Context<ManyOptions>, ids: string[]): Promise<ExitReason> {
  const { options, output, interrupt } = context
  if (selectsMany(options, ids)) return await changeMany(context, DELETE)
  await using connection = await connect(options, 'idle', { output, signal: interrupt.signal })
  for (const id of ids) await connection.client.delete(id, { signal: interrupt.signal })
  output.result(
    ids.map((id) => ({ id, deleted: true })),
    ids.map((id) => `${id} deleted`),
  )
  return 'done'
}
