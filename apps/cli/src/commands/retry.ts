import { Command } from 'commander'
import { retryAll } from 'video-translation-client/operate'
import { changeMany, type ManyOptions, type ManyVerb, selectsMany, withMany } from '../change-many.ts'
import { connect } from '../connection/connect.ts'
import { withConnection } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { runCommand, type Context } from '../run-command.ts'

const RETRY: ManyVerb = {
  name: 'retry',
  past: 'tried again',
  statuses: ['error', 'partial', 'canceled'],
  changeAll: retryAll,
}

export function retryCommand(): Command {
  const command = new Command('retry')
    .description(
      'run failed, partly failed and canceled translations again; completed targets stay as they are',
    )
    .argument('[id...]', 'ids of translations')
  return withConnection(withMany(command, RETRY.name)).action(runCommand(retry))
}

async function retry(context: Context<ManyOptions>, ids: string[]): Promise<ExitReason> {
  const { options, output, interrupt } = context
  if (selectsMany(options, ids)) return await changeMany(context, RETRY)
  const { signal } = interrupt
  await using connection = await connect(options, 'idle', { output, signal })
  const retried = []
  for (const id of ids) retried.push(await connection.client.retry(id, {}, { signal }))
  output.result(
    retried,
    retried.map(({ id, status }) => `${id} ${status}`),
  )
  return 'done'
}
