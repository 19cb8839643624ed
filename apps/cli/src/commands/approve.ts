import { Command, Option } from 'commander'
import type { ReviewStage, Translation } from 'video-translation-client'
import { agreeToCharge } from '../charges.ts'
import { connect } from '../connection/connect.ts'
import { withConnection, type ConnectionOptions } from '../connection/options.ts'
import { CliError } from '../errors.ts'
import type { ExitReason } from '../exit-codes.ts'
import { followUp } from '../follow-up.ts'
import { runCommand, type Context } from '../run-command.ts'

interface ApproveOptions extends ConnectionOptions {
  stage?: ReviewStage
  yes?: boolean
}

export function approveCommand(): Command {
  const command = new Command('approve')
    .description('let a translation go on that waits for a review of its lines')
    .argument('<id>', 'id of a translation')
    .addOption(
      new Option('--stage <stage>', 'what was looked at (default: what it waits for)').choices([
        'transcript',
        'translation',
      ]),
    )
    .option('-y, --yes', 'ask nothing where a vendor charges for it')
  return withConnection(command).action(runCommand(approve))
}

async function approve(
  { options, output, interrupt: { signal } }: Context<ApproveOptions>,
  id: string,
): Promise<ExitReason> {
  await using connection = await connect(options, 'idle', { output, signal })
  const { client } = connection
  const waiting = await client.get(id, { signal })
  const stage = stageOf(waiting, options)
  const step = { engines: [waiting.engine], verb: 'approve', yes: options.yes } as const
  await agreeToCharge(client, step, signal)
  // An edit during the question has to be looked at, too.
  const { revision } = waiting.review ?? {}
  const translation = await client.approve(id, { stage, revision }, { signal })
  output.progress.note(`wait for its end with: ${followUp('wait', id, options)}`)
  output.result(translation, [`${id} ${translation.status}`])
  return 'done'
}

/** @throws CliError if it waits for nobody */
function stageOf({ id, status, review }: Translation, options: ApproveOptions): ReviewStage {
  const stage = options.stage ?? review?.stage
  if (stage) return stage
  const fix = `See what it does with: ${followUp('status', id, options)}`
  throw new CliError('badInput', `Translation ${id} is ${status}, and waits for no review.`, fix)
}
