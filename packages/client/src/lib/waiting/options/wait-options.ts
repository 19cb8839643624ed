import type { History } from '../../history/history.ts'
import type { Translation } from '../../translation.ts'
import type { WaitReport } from '../../wait-report.ts'
import { invalid } from '../../errors.ts'
import { checkOptions, type OptionKinds, withDefaults } from '../../options.ts'
import { type Schedule, SCHEDULE_NAMES, type ScheduleName, type ScheduleOptions } from './schedules.ts'

/** How a wait hears of changes. */
export interface FollowOptions extends ScheduleOptions {
  /**
   * Ends the wait at once, with the signal's own reason. The translation goes on, unless
   * `cancelOnAbort`.
   */
  signal?: AbortSignal
  /** How long to wait at most, in milliseconds, requests in flight included. Default: no limit. */
  timeoutMs?: number
  /**
   * How many status requests this wait makes at most for a translation, failed ones included. After
   * the last one it ends with a {@link TimeoutError} (`max_polls`). A poll that only another wait
   * wanted does not count. Default: no limit.
   */
  maxPolls?: number
  /**
   * How to hear of changes. `auto` (default) uses the server's stream, else long polls, else polls,
   * whichever the server and the network allow. `held` begins with long polls and `polling` with
   * polls; `notify` relies on your calls of `client.notify`. Naming a `schedule` or `maxPolls`
   * means `polling`.
   */
  transport?: 'auto' | 'held' | 'notify' | 'polling'
  /**
   * When to poll. Default `expected`: when the end is likely, by what the server says and what this
   * client learned.
   */
  schedule?: ScheduleName | Schedule
  /** Up to this many random milliseconds are added to each delay. Default 0. */
  jitterMs?: number
  /**
   * How long the server may be out of reach before the wait gives up, in milliseconds. Default
   * 600,000.
   */
  outageMs?: number
}

/** How to wait. Every option can also be set for the whole client, except the signal. */
export interface WaitOptions extends FollowOptions {
  /**
   * Called with the first state and with every change. While the promise of its last call for the
   * same translation is pending, only the newest state is kept for it. What it throws is logged.
   */
  onUpdate?: (translation: Translation) => unknown
  /**
   * Called for each translation when its wait is over: with the requests made, the path of the last
   * news and the detection delay.
   */
  onReport?: (report: WaitReport & { id: string }) => unknown
  /** Cancel the translation when the signal aborts or the time is up. Default false. */
  cancelOnAbort?: boolean
  /**
   * Go on waiting while a person's input is needed. Default false: such a wait ends with a {@link
   * TranslationError}.
   */
  continueOnInput?: boolean
}

/** Defaults for every wait of a client, and the history that its schedule learns from. */
export interface WaitDefaults extends Omit<WaitOptions, 'signal'> {
  /** Remembers how long translations took. Default: in memory. */
  history?: History
}

/** How to watch. */
export interface WatchOptions extends FollowOptions {}

const FOLLOW_KINDS: OptionKinds<FollowOptions> = {
  signal: 'object',
  timeoutMs: 'number',
  maxPolls: 'count',
  transport: ['auto', 'held', 'notify', 'polling'] satisfies FollowOptions['transport'][],
  schedule: [...SCHEDULE_NAMES, 'a function'],
  minDelayMs: 'number',
  maxDelayMs: 'number',
  factor: 'positive',
  jitterMs: 'number',
  outageMs: 'number',
}

export const WATCH_KINDS: OptionKinds<WatchOptions> = FOLLOW_KINDS

export const WAIT_KINDS: OptionKinds<WaitOptions> = {
  ...FOLLOW_KINDS,
  onUpdate: 'function',
  onReport: 'function',
  cancelOnAbort: 'boolean',
  continueOnInput: 'boolean',
}

const { signal: _, ...OTHER_KINDS } = WAIT_KINDS
export const DEFAULTS_KINDS: OptionKinds<WaitDefaults> = { ...OTHER_KINDS, history: 'object' }

/**
 * The options that shape the delays of a schedule, and how many of them each schedule uses, from
 * the first on.
 */
const SHAPE = ['minDelayMs', 'maxDelayMs', 'factor'] as const
const USED: Record<string, number> = { progressive: 3, exponential: 3, fixed: 1 }

/**
 * Refuses options that do not exist, values that cannot work, and those that contradict one
 * another or the client's defaults.
 * @throws {VideoTranslationError} `invalid_argument`
 */
export function checkWaitOptions<Options extends FollowOptions>(
  owner: string,
  options: Options,
  kinds: OptionKinds<Options>,
  defaults: ScheduleOptions = {},
): void {
  checkOptions(owner, options, kinds)
  checkDelays(owner, withDefaults(defaults, options))
  const { schedule } = options
  const unused = schedule ? SHAPE.slice(USED[String(schedule)] ?? 0) : []
  for (const name of unused)
    if (options[name] !== undefined) throw invalid(`The schedule of ${owner} does not use \`${name}\`.`)
}

/** @throws {VideoTranslationError} `invalid_argument` where the shortest delay exceeds the longest. */
export function checkDelays(owner: string, { minDelayMs = 0, maxDelayMs = Infinity }: ScheduleOptions): void {
  if (minDelayMs > maxDelayMs) throw invalid(`\`minDelayMs\` of ${owner} is longer than its \`maxDelayMs\`.`)
}
