import { Command } from 'commander'
import { connect } from '../connection/connect.ts'
import { NEEDED, withConnection, withProgress } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { readSource } from '../input/source.ts'
import { runCommand, type Context } from '../run-command.ts'
import { submit } from '../submit.ts'
import { completeRequest, withRequest, type RequestOptions } from '../request.ts'

export function createCommand(): Command {
  const command = new Command('create')
    .description('start a translation on a running server and print its id')
    .argument('<file|url>', 'video or audio file, its http(s) URL, or - for standard input')
  return withProgress(withConnection(withRequest(command), NEEDED)).action(runCommand(create))
}

async function create(given: Context<RequestOptions>, text: string): Promise<ExitReason> {
  const { output, interrupt } = given
  const source = await readSource(text)
  const options = await completeRequest(given.options, [source])
  const context = { ...given, options }
  await using connection = await connect(options, 'never', { output, signal: interrupt.signal })
  const translation = await submit(context, connection, source)
  output.result(translation, [translation.id])
  return 'done'
}
