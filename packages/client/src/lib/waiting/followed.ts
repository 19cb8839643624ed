import type { VideoTranslationError } from '../errors.ts'
import type { Http } from '../http/http.ts'
import type { Outcome } from '../outcome.ts'
import type { Protocol } from '../protocol.ts'
import type { Translation } from '../translation.ts'
import type { Path } from './wait-report.ts'
import type { Schedule } from './schedules.ts'
import type { WaitOptions } from './wait-options.ts'

/** One translation that somebody waits for, shared by all who do. Instants are on the clock of `now()`. */
export interface Followed {
  readonly id: string
  readonly followers: Set<Follower>
  /** The newest state heard of, by whichever channel. */
  latest: Translation | undefined
  /** How that came. */
  path: Path | undefined
  /** The first estimate of the server, and when that was, on its clock. */
  estimate: { atMs: number; expectedSeconds: number } | undefined
  /** Since when somebody waits. */
  readonly sinceMs: number
  /** When the server last told anything about it. */
  contactMs: number
  /** After how long a silence; Infinity: nothing was known of it. */
  unseenMs: number
  /** Since when nothing about it is answered; Infinity: it is. */
  lostMs: number
  /** Failed status requests in a row. */
  failures: number
  /** No poll before. */
  notBeforeMs: number
  /** Somebody says that there is news. */
  isHinted: boolean
  /** When to make sure, while something tells every change. */
  safetyMs: number
  /** A request for several failed or did not know it: it is asked for alone. */
  isAlone: boolean
  /** Held requests in a row that were answered at once. */
  quick: number
  /** Its place among the planned polls, and when its own is due. */
  place: number
  dueMs: number
  /** What asks for it just now. */
  poll: Poll | undefined
  connection: Connection | undefined
  /** The server is being asked to stop it: once is enough. */
  isCanceling: boolean
}

/** One who waits for a translation. */
export interface Follower {
  readonly it: Followed
  readonly wait: Wait
  readonly startedMs: number
  /** Made for the translation meanwhile, alone or with others. */
  requests: number
  /** When its schedule asks next, and why then. */
  nextMs: number
  why: string
  /** When status or stage changed last, and to what. */
  changedMs: number
  status: string | undefined
  stage: string | undefined
  /** Answers to its polls. */
  polls: number
  /** Its polls, those that failed included. */
  tries: number
  unchangedPolls: number
  /** What became of it, once it is over. */
  outcome: Outcome | undefined
}

/** What the followers of one wait for several translations have in common. */
export interface Wait {
  readonly options: WaitOptions
  /** The best way to hear of changes that it may use. */
  readonly transport: NonNullable<WaitOptions['transport']>
  readonly schedule: Schedule
  onTranslation(follower: Follower, translation: Translation): void
  onFailure(follower: Follower, error: VideoTranslationError): void
}

/** A status request on its way. */
export interface Poll {
  readonly path: Path
  readonly controller: AbortController
  readonly sentMs: number
  /** How many of those that it asks for are still waited for. */
  asked: number
}

/** One connection of the stream. */
export interface Connection {
  readonly ids: Set<Followed>
  /** It has spoken, and not fallen silent since. */
  alive: boolean
  readonly controller: AbortController
}

/** What the channels report to. */
export interface Host {
  readonly http: Http
  readonly protocol: Protocol<never>
  readonly followed: ReadonlyMap<string, Followed>
  /** A request about it goes out. */
  asked(it: Followed): void
  /** The server told a state, or that nothing changed. Whether it is newer than the one known. */
  told(it: Followed, translation: Translation | undefined, path: Path): boolean
  /** The server does not have it: fails its followers, unless it was created only a moment ago. */
  missing(it: Followed, error?: unknown): void
  /** A request failed. Ends those that this ends, and returns for how many milliseconds to leave the server alone. */
  failed(those: readonly Followed[], error: unknown, failures: number): number
  /** A connection tells of these from now on. */
  covered(those: Iterable<Followed>): void
  /** Nothing tells of these any more. */
  uncovered(those: Iterable<Followed>): void
  /** The machine slept, or its clock was set. */
  jumped(): void
  /** Whether something tells this follower of every change, so that polls only make sure. */
  isCovered(follower: Follower): boolean
}
