import type { History } from '../history/history.ts'
import type { Translation } from '../translation.ts'
import type { WaitReport } from './wait-report.ts'
import { invalid } from '../errors.ts'
import {
  anyBoolean,
  anyFunction,
  anyObject,
  anySignal,
  checkOptions,
  countFrom,
  either,
  numberFrom,
  oneOf,
  type OptionChecks,
} from '../options.ts'
import { type Schedule, SCHEDULE_NAMES, type ScheduleName, type ScheduleOptions } from './schedules.ts'

/** How a wait hears of changes. */
export interface FollowOptions extends ScheduleOptions {
  /** Ends it at once, with the signal's own reason. The translation goes on, unless `cancelOnAbort`. */
  signal?: AbortSignal
  /** How long to wait at most, in milliseconds, requests in flight included. Default: no limit. */
  timeoutMs?: number
  /**
   * How many status requests this wait makes at most for a translation, those that fail included: after the last of them it ends
   * with a {@link TimeoutError} (`max_polls`). A poll that other waits made counts only for those. Default: no limit.
   */
  maxPolls?: number
  /**
   * How to hear of changes. `auto` (default) follows the server's stream, else holds a request open, else polls,
   * whichever the server and what lies between allow. `held` and `polling` begin further down that list; `notify`
   * relies on your calls of `client.notify`. Naming a `schedule` or `maxPolls` means `polling`.
   */
  transport?: 'auto' | 'held' | 'notify' | 'polling'
  /** When to ask while polling. Default `expected`: when the end is likely, by what is known and was learned. */
  schedule?: ScheduleName | Schedule
  /** Up to this many random milliseconds are added to each delay. Default 0. */
  jitterMs?: number
  /** How long the server may be out of reach before the wait gives up, in milliseconds. Default 600,000. */
  outageMs?: number
}

/** How to wait. Every option can also be set for the whole client, except the signal. */
export interface WaitOptions extends FollowOptions {
  /**
   * Called with the first state known and with every change, except while the promise of its last call for the same
   * translation is pending: then it gets the newest after that. What it throws is logged; waiting does not wait for it.
   */
  onUpdate?: (translation: Translation) => unknown
  /** Told for each translation, when its wait is over, how it went: requests, path, detection delay. */
  onReport?: (report: WaitReport & { id: string }) => unknown
  /** Cancel the translation when the signal aborts or the time is up. Default false. */
  cancelOnAbort?: boolean
  /** Go on waiting while a person's input is needed. Default false: such a wait ends with a {@link TranslationError}. */
  continueOnInput?: boolean
}

/** What holds for every wait of a client that does not say otherwise, and what it learns from. */
export interface WaitDefaults extends Omit<WaitOptions, 'signal'> {
  /** Remembers how long translations took. Default: in memory. */
  history?: History
}

/** How to watch. */
export interface WatchOptions extends FollowOptions {}

const TRANSPORTS = ['auto', 'held', 'notify', 'polling'] satisfies FollowOptions['transport'][]

const FOLLOW_CHECKS: OptionChecks<FollowOptions> = {
  signal: anySignal,
  timeoutMs: numberFrom(0),
  maxPolls: countFrom(1),
  transport: oneOf(...TRANSPORTS),
  schedule: either(oneOf(...SCHEDULE_NAMES), anyFunction),
  minDelayMs: numberFrom(0),
  maxDelayMs: numberFrom(0),
  factor: numberFrom(0),
  jitterMs: numberFrom(0),
  outageMs: numberFrom(0),
}

export const WATCH_CHECKS: OptionChecks<WatchOptions> = FOLLOW_CHECKS

export const WAIT_CHECKS: OptionChecks<WaitOptions> = {
  ...FOLLOW_CHECKS,
  onUpdate: anyFunction,
  onReport: anyFunction,
  cancelOnAbort: anyBoolean,
  continueOnInput: anyBoolean,
}

const { signal: _, ...DEFAULTS_CHECKS } = WAIT_CHECKS
export const WAIT_DEFAULTS_CHECKS: OptionChecks<WaitDefaults> = { ...DEFAULTS_CHECKS, history: anyObject }

/** Which of the options that shape a delay a schedule uses. */
const SHAPED_BY: Record<string, (keyof ScheduleOptions)[]> = {
  progressive: ['minDelayMs', 'maxDelayMs', 'factor'],
  exponential: ['minDelayMs', 'maxDelayMs', 'factor'],
  fixed: ['minDelayMs'],
  expected: [],
}

/**
 * Refuses options that do not exist, values that cannot work, and those that contradict one another.
 * @throws {VideoTranslationError} `invalid_argument`
 */
export function checkWaitOptions<Options extends ScheduleOptions & Pick<FollowOptions, 'schedule'>>(
  owner: string,
  options: Options,
  checks: OptionChecks<Options>,
): void {
  checkOptions(owner, options, checks)
  const { schedule, minDelayMs = 0, maxDelayMs = Infinity } = options
  if (minDelayMs > maxDelayMs)
    throw invalid(`\`minDelayMs\` of ${owner} has to be at most its \`maxDelayMs\`.`)
  if (schedule === undefined) return
  const used = typeof schedule === 'function' ? [] : SHAPED_BY[schedule]
  for (const name of ['minDelayMs', 'maxDelayMs', 'factor'] as const)
    if (options[name] !== undefined && !used?.includes(name))
      throw invalid(`The schedule of ${owner} does not use \`${name}\`: leave one of them out.`)
}
