import { Command } from 'commander'
import type { Translation } from 'video-translation-client'
import { cancelAll } from 'video-translation-client/operate'
import { changeMany, type ManyOptions, type ManyVerb, selectsMany, withMany } from '../change-many.ts'
import { connect } from '../connection/connect.ts'
import { withConnection } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { runCommand, type Context } from '../run-command.ts'

const CANCEL: ManyVerb = {
  name: 'cancel',
  past: 'canceled',
  statuses: ['pending', 'running', 'needs_input'],
  changeAll: cancelAll,
}

export function cancelCommand(): Command {
  const command = new Command('cancel')
    .description('cancel translations; those that have ended stay as they are')
    .argument('[id...]', 'ids of translations')
  return withConnection(withMany(command, CANCEL.name)).action(runCommand(cancel))
}

async function cancel(context: Context<ManyOptions>, ids: string[]): Promise<ExitReason> {
  const { options, output, interrupt } = context
  if (selectsMany(options, ids)) return await changeMany(context, CANCEL)
  await using connection = await connect(options, 'idle', { output, signal: interrupt.signal })
  const canceled: Translation[] = []
  for (const id of ids) canceled.push(await connection.client.cancel(id, { signal: interrupt.signal }))
  output.result(
    canceled,
    canceled.map(({ id, status }) => `${id} ${status}`),
  )
  return 'done'
}
