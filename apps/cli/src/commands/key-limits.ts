import { Command, InvalidArgumentError } from 'commander'
import type { OwnerInfo, OwnerLimits } from 'video-translation-client'
import { openKeys, withKeys, type KeysOptions } from '../connection/open-keys.ts'
import { CliError } from '../errors.ts'
import type { ExitReason } from '../exit-codes.ts'
import { parseDurationMs } from '../input/duration.ts'
import { parseCount, parsePositive } from '../input/option-parsers.ts'
import { parseBytes } from '../input/size.ts'
import { formatBytes, formatSeconds } from '../output/format.ts'
import { table } from '../output/layout.ts'
import { runCommand, type Context } from '../run-command.ts'

interface LimitsOptions extends KeysOptions {
  share?: number
  maxRunning?: number
  minutesPerDay?: number
  maxBytes?: number
  retention?: number
  unset?: (keyof OwnerLimits)[]
}

/** The option of each limit, by which `--unset` names it too. */
const NAMES: Record<string, keyof OwnerLimits> = {
  share: 'share',
  'max-running': 'maxRunning',
  'minutes-per-day': 'minutesPerDay',
  'max-bytes': 'maxBytes',
  retention: 'retentionSeconds',
}

export function limitsCommand(): Command {
  const command = new Command('limits')
    .description('show the limits of owners and what they have used, or change those of one')
    .argument('[owner]', 'owner of keys (default: all that have limits)')
    .option(
      '--share <number>',
      'tasks that the owner gets each time its turn comes, from 1 to 1000',
      parseCount,
    )
    .option('--max-running <number>', 'most tasks of the owner that run at once', parseCount)
    .option(
      '--minutes-per-day <number>',
      'most minutes of source media a day, which begins at 00:00 UTC',
      parsePositive,
    )
    .option('--max-bytes <size>', 'most bytes that its sources and results take, e.g. 100GB', parseBytes)
    .option(
      '--retention <duration>',
      'delete its translations this long after their creation, e.g. 30d',
      parseDurationMs,
    )
    .option('--unset <limits>', 'limits to remove, e.g. max-running,share', parseNames)
  return withKeys(command).action(runCommand(limits))
}

function parseNames(text: string): (keyof OwnerLimits)[] {
  return text.split(',').map((word) => {
    const name = NAMES[word.trim()]
    if (name === undefined)
      throw new InvalidArgumentError(`The limits are: ${Object.keys(NAMES).join(', ')}.`)
    return name
  })
}

async function limits(
  { options, output, interrupt }: Context<LimitsOptions>,
  owner: string | undefined,
): Promise<ExitReason> {
  const changes = changesOf(options)
  if (owner === undefined && Object.keys(changes).length > 0)
    throw new CliError(
      'badInput',
      'The limits are of an owner, and none is named.',
      'Name it: keys limits OWNER',
    )
  await using keys = await openKeys(options, interrupt.signal)
  if (owner === undefined) {
    const items = await keys.owners()
    const lines = table(items.map(row), output.columns, HEADING)
    output.result({ items }, items.length === 0 ? ['No owner has limits.'] : lines)
    return 'done'
  }
  const before = await keys.owner(owner)
  const isChange = Object.keys(changes).length > 0
  const after = isChange ? await keys.setLimits(owner, merged(before.limits, changes)) : before
  output.result(after, table([row(after)], output.columns, HEADING))
  return 'done'
}

type Changes = { [Name in keyof OwnerLimits]?: OwnerLimits[Name] | undefined }

function changesOf(options: LimitsOptions): Changes {
  const { share, maxRunning, minutesPerDay, maxBytes, retention, unset = [] } = options
  return {
    ...(share !== undefined && { share }),
    ...(maxRunning !== undefined && { maxRunning }),
    ...(minutesPerDay !== undefined && { minutesPerDay }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(retention !== undefined && { retentionSeconds: Math.round(retention / 1000) }),
    ...Object.fromEntries(unset.map((name) => [name, undefined])),
  }
}

function merged(before: OwnerLimits, changes: Changes): OwnerLimits {
  const all = Object.entries({ ...before, ...changes }).filter(([, limit]) => limit !== undefined)
  return Object.fromEntries(all) as OwnerLimits
}

const HEADING = ['owner', 'share', 'running', 'waiting', 'minutes today', 'stored', 'kept']

function row({ owner, limits: limit, usage }: OwnerInfo): string[] {
  const kept = limit.retentionSeconds
  return [
    owner,
    String(limit.share ?? 1),
    used(String(usage.running), limit.maxRunning),
    String(usage.waiting),
    used(String(usage.minutesToday), limit.minutesPerDay),
    used(formatBytes(usage.bytes), limit.maxBytes, formatBytes),
    kept === undefined ? '' : formatSeconds(kept),
  ]
}

function used(text: string, limit: number | undefined, format: (limit: number) => string = String): string {
  return limit === undefined ? text : `${text} of ${format(limit)}`
}
