import type { History } from '../../history/history.ts'
import type { Translation } from '../../translation.ts'
import type { WaitReport } from '../../wait-report.ts'
import { invalid } from '../../errors.ts'
import { checkOptions, type OptionKinds, withDefaults } from '../../options.ts'
import { type Schedule, SCHEDULE_NAMES, type ScheduleName, type ScheduleOptions } from './schedules.ts'

/** Options that `wait` and `watch` share. */
export interface FollowOptions extends ScheduleOptions {
  /**
   * Ends the wait at once, with the signal's own reason. The translation goes on, unless
   * `cancelOnAbort`.
   */
  signal?: AbortSignal | undefined
  /**
   * The time limit of the wait, in milliseconds. It also ends requests in flight. Default: none.
   */
  timeoutMs?: number | undefined
  /**
   * The limit of status requests for a translation, failed ones included. After the last one the
   * wait ends with a {@link TimeoutError} (`max_polls`). Polls for other waits do not count.
   * Default: no limit.
   */
  maxPolls?: number | undefined
  /**
   * How to receive changes. `auto` (default) uses the server's stream, else long polls, else polls,
   * as the server and the network allow. `held` begins with long polls, and `polling` uses only
   * polls. `notify` relies on your calls of `client.notify`.
   *
   * With `schedule` or `maxPolls` the default is `polling`.
   */
  transport?: 'auto' | 'held' | 'notify' | 'polling' | undefined
  /**
   * When to poll. Default `expected`: when the end is likely, by the server's hints and the
   * durations that this client has seen.
   */
  schedule?: ScheduleName | Schedule | undefined
  /** Up to this many random milliseconds are added to each delay. Default 0. */
  jitterMs?: number | undefined
  /**
   * How long the server may be out of reach before the wait fails, in milliseconds. Default
   * 600,000.
   */
  outageMs?: number | undefined
}

/** Options of a wait. All except the signal can also be set for the whole client. */
export interface WaitOptions extends FollowOptions {
  /**
   * Called with the first state and with every change. While a call for a translation is pending,
   * only its newest state is kept. Errors are logged.
   */
  onUpdate?: ((translation: Translation) => unknown) | undefined
  /**
   * Called for each translation when its wait is over, with the number of requests, the channel of
   * the last change and the detection delay.
   */
  onReport?: ((report: WaitReport & { id: string }) => unknown) | undefined
  /** Cancel the translation on abort or timeout. Default false. */
  cancelOnAbort?: boolean | undefined
  /**
   * Go on waiting while a person's input is needed. Default false: the wait ends with a {@link
   * TranslationError}.
   */
  continueOnInput?: boolean | undefined
}

/** Defaults for every wait of a client, and the history of durations. */
export interface WaitDefaults extends Omit<WaitOptions, 'signal'> {
  /** Keeps the durations of past translations. Default: in memory. */
  history?: History | undefined
}

/** Options of `watch`. */
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

/** The options of schedules, and how many of them each schedule uses, from the first on. */
const SHAPE = ['minDelayMs', 'maxDelayMs', 'factor'] as const
const USED: Record<string, number> = { progressive: 3, exponential: 3, fixed: 1 }

/**
 * Refuses unknown options, invalid values, and options that contradict one another or the client's
 * defaults.
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

/** @throws {VideoTranslationError} `invalid_argument` if the shortest delay exceeds the longest. */
export function checkDelays(owner: string, { minDelayMs = 0, maxDelayMs = Infinity }: ScheduleOptions): void {
  if (minDelayMs > maxDelayMs) throw invalid(`\`minDelayMs\` of ${owner} is longer than its \`maxDelayMs\`.`)
}
