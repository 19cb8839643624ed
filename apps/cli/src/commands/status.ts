import { Command } from 'commander'
import type { Outcome } from 'video-translation-client'
import { connect } from '../connection/connect.ts'
import { withConnection, type ConnectionOptions } from '../connection/options.ts'
import type { ExitReason } from '../exit-codes.ts'
import { runCommand, type Context } from '../run-command.ts'
import { documentOf, throwIfAllFailed } from '../outcomes.ts'
import { describeStatus } from '../summary.ts'

export function statusCommand(): Command {
  const command = new Command('status')
    .description('show the status of translations')
    .argument('<id...>', 'ids of translations')
  return withConnection(command).action(runCommand(status))
}

async function status(
  { options, output, interrupt }: Context<ConnectionOptions>,
  ids: string[],
): Promise<ExitReason> {
  await using connection = await connect(options, 'idle', { output, signal: interrupt.signal })
  const outcomes = await connection.client.getMany(ids, { signal: interrupt.signal })
  throwIfAllFailed(outcomes)
  const lines = outcomes.flatMap((outcome) => describe(outcome, output.columns))
  output.result(outcomes.map(documentOf), lines)
  return outcomes.some((outcome) => outcome.result === 'failed') ? 'badInput' : 'done'
}

function describe({ id, translation, error }: Outcome, columns: number): string[] {
  return translation ? describeStatus(translation, columns) : [`${id}  ${error?.message ?? 'unknown'}`]
}
