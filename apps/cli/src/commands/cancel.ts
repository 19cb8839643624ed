import { Command } from 'commander'
import type { Translation } from 'video-translation-client'
import { connect } from '../connection/connect.ts'
import { withConnection, type ConnectionOptions } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { runCommand, type Context } from '../run-command.ts'

export function cancelCommand(): Command {
  const command = new Command('cancel')
    .description('cancel translations; those that have ended stay as they are')
    .argument('<id...>', 'ids of translations')
  return withConnection(command).action(runCommand(cancel))
}

async function cancel(
  { options, output, interrupt }: Context<ConnectionOptions>,
  ids: string[],
): Promise<ExitReason> {
  await using connection = await connect(options, 'idle', { output, signal: interrupt.signal })
  const canceled: Translation[] = []
  for (const id of ids) canceled.push(await connection.client.cancel(id, { signal: interrupt.signal }))
  output.result(
    canceled,
    canceled.map(({ id, status }) => `${id} ${status}`),
  )
  return 'done'
}
