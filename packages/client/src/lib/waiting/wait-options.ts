import type { History } from '../history/history.ts'
import type { Translation } from '../translation.ts'
import type { WaitReport } from './wait-report.ts'
import type { Schedule, ScheduleName, ScheduleOptions } from './schedules.ts'

/** How a wait hears of changes. */
export interface FollowOptions extends ScheduleOptions {
  /** Ends it at once, with the signal's own reason. The translation goes on, unless `cancelOnAbort`. */
  signal?: AbortSignal
  /** How long to wait at most, in milliseconds, requests in flight included. Default: no limit. */
  timeoutMs?: number
  /** How many answers to polls to wait for at most. Default: no limit. */
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
