import { Command } from 'commander'
import { connect } from '../connection/connect.ts'
import { withConnection, type ConnectionOptions } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { runCommand, type Context } from '../run-command.ts'

export function deleteCommand(): Command {
  const command = new Command('delete')
    .description('delete translations and all their files; safe to repeat')
    .argument('<id...>', 'ids of translations')
  return withConnection(command).action(runCommand(remove))
}

async function remove(
  { options, output, interrupt }: Context<ConnectionOptions>,
  ids: string[],
): Promise<ExitReason> {
  await using connection = await connect(options, 'idle', { output, signal: interrupt.signal })
  for (const id of ids) await connection.client.delete(id, { signal: interrupt.signal })
  output.result(
    ids.map((id) => ({ id, deleted: true })),
    ids.map((id) => `${id} deleted`),
  )
  return 'done'
}
