import { Command } from 'commander'
import type { Outcome } from 'video-translation-client'
import { connect, type Connection } from '../connection/connect.ts'
import {
  withConnection,
  withProgress,
  withTimeout,
  type ConnectionOptions,
  type WaitingOptions,
} from '../connection/options.ts'
import type { Ending } from '../exit-codes.ts'
import { documentOf, endingOfAll, throwWhereNoneIsKnown } from '../outcomes.ts'
import { waitForAll } from '../waiting.ts'
import { perform, type Context } from '../perform.ts'
import { describeEnd } from '../summary.ts'

type WaitContext = Context<ConnectionOptions & WaitingOptions>

export function waitCommand(): Command {
  const command = new Command('wait')
    .description('wait until translations have ended')
    .argument('<id...>', 'ids of translations')
  return withTimeout(withProgress(withConnection(command))).action(perform(wait))
}

async function wait(context: WaitContext, ids: string[]): Promise<Ending> {
  const { options, output, interrupt } = context
  await using connection = await connect(options, 'working', { output, signal: interrupt.signal })
  const outcomes = await waitAll(context, connection, ids)
  throwWhereNoneIsKnown(outcomes)
  output.result(outcomes.map(documentOf), outcomes.flatMap(describe))
  return endingOfAll(outcomes)
}

async function waitAll(
  { options, output, interrupt }: WaitContext,
  connection: Connection,
  ids: string[],
): Promise<Outcome[]> {
  const { signal } = interrupt
  try {
    const onUpdate = output.progress.update
    return await waitForAll(connection, ids, { signal, timeoutMs: options.timeout, onUpdate })
  } catch (error) {
    output.progress.done()
    if (error === signal.reason) {
      const rest =
        connection.kind === 'embedded' ? 'The work pauses here; go on' : 'The server goes on; wait again'
      process.stderr.write(`No longer waiting. ${rest} with: video-translation wait ${ids.join(' ')}\n`)
    }
    throw error
  }
}

function describe({ id, result, translation, error }: Outcome): string[] {
  if (result === 'timeout' || !translation) return [`${id} ${result}: ${error?.message ?? ''}`]
  return describeEnd(translation, [])
}
