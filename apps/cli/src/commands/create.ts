import { Command } from 'commander'
import { connect } from '../connection/connect.ts'
import { withConnection, withProgress } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { readSource } from '../input/source.ts'
import { runCommand, type Context } from '../run-command.ts'
import { requestOf, withRequest, type RequestOptions } from '../request.ts'

export function createCommand(): Command {
  const command = new Command('create')
    .description('start a translation on a running server, and print its id')
    .argument('<file|url>', 'what to translate')
  return withProgress(withConnection(withRequest(command))).action(runCommand(create))
}

async function create(
  { options, output, interrupt }: Context<RequestOptions>,
  text: string,
): Promise<ExitReason> {
  const source = await readSource(text)
  await using connection = await connect(options, 'never', { output, signal: interrupt.signal })
  const translation = await connection.client.create(requestOf(source, options), {
    signal: interrupt.signal,
    onUpload: ({ sentBytes, totalBytes }) =>
      output.progress.step(`uploading ${source.name}`, totalBytes ? sentBytes / totalBytes : undefined),
  })
  output.result(translation, [translation.id])
  return 'done'
}
