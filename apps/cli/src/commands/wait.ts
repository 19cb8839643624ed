import { Command } from 'commander'
import type { Outcome } from 'video-translation-client'
import { followUp } from '../follow-up.ts'
import { connect, type Connection } from '../connection/connect.ts'
import {
  withConnection,
  withProgress,
  withTimeout,
  type ConnectionOptions,
  type WaitingOptions,
} from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { documentOf, exitReasonForAll, throwIfAllFailed } from '../outcomes.ts'
import { artifactsOf } from '../output/save.ts'
import { runCommand, type Context } from '../run-command.ts'
import { adviceOnReview } from '../review.ts'
import { describeEnd } from '../summary.ts'

type WaitContext = Context<ConnectionOptions & WaitingOptions>

export function waitCommand(): Command {
  const command = new Command('wait')
    .description('wait until translations have ended')
    .argument('<id...>', 'ids of translations')
  return withTimeout(withProgress(withConnection(command))).action(runCommand(wait))
}

async function wait(context: WaitContext, ids: string[]): Promise<ExitReason> {
  const { options, output, interrupt } = context
  await using connection = await connect(options, 'working', { output, signal: interrupt.signal })
  const outcomes = await waitAll(context, connection, ids)
  throwIfAllFailed(outcomes)
  const lines = outcomes.flatMap((outcome) => describe(outcome, output.columns))
  output.result(outcomes.map(documentOf), lines)
  for (const outcome of outcomes) noteNext(context, outcome)
  return exitReasonForAll(outcomes)
}

/** Says how to save the results, because waiting does not save them, or how to let it go on. */
function noteNext({ options, output }: WaitContext, { id, result, translation }: Outcome): void {
  if (translation === undefined || result === 'timeout') return
  const advice = adviceOnReview(translation, options)
  if (advice !== undefined) output.progress.note(advice)
  else if (artifactsOf(translation).length > 0)
    output.progress.note(`save its results with: ${followUp('download', id, options)}`)
}

async function waitAll(
  { options, output, interrupt }: WaitContext,
  connection: Connection,
  ids: string[],
): Promise<Outcome[]> {
  const { signal } = interrupt
  try {
    const onUpdate = output.progress.update
    return await connection.client.waitMany(ids, { signal, timeoutMs: options.timeout, onUpdate })
  } catch (error) {
    output.progress.done()
    if (error === signal.reason) {
      const rest =
        connection.kind === 'embedded'
          ? 'The work is paused. Continue it'
          : 'The server continues. Wait again'
      process.stderr.write(`${rest} with: ${followUp('wait', ids.join(' '), options)}\n`)
    }
    throw error
  }
}

function describe({ id, result, translation, error }: Outcome, columns: number): string[] {
  if (result === 'timeout' || !translation) return [`${id} ${result}: ${error?.message ?? ''}`]
  return describeEnd(translation, [], columns)
}
