import type { VideoTranslationError } from '../../errors.ts'
import type { Outcome } from '../../outcome.ts'
import type { Translation } from '../../translation.ts'
import type { Schedule } from '../options/schedules.ts'
import type { WaitOptions } from '../options/wait-options.ts'
import type { Path } from '../../wait-report.ts'

/**
 * One translation that somebody waits for: the state that all its waiters share. Only `apply`
 * writes it, but for the last two fields, which are the poll queue's. Instants are milliseconds on
 * the clock of `now()`.
 */
export interface TrackedTranslation {
  readonly id: string
  readonly waiters: Set<Waiter>
  /** The newest state heard of, by whichever path. */
  latest: Translation | undefined
  /** How that came. */
  path: Path | undefined
  /** The server's first estimate of what remains, and when it came. */
  estimate: { atMs: number; expectedSeconds: number } | undefined
  readonly sinceMs: number
  lastAnswerMs: number
  /**
   * Between the last two answers. Infinity: there was only one, so we cannot tell how old its state
   * is.
   */
  unseenMs: number
  /** Since when requests about it fail. Infinity: they do not. */
  outageSinceMs: number
  /** Failed polls in a row. */
  failures: number
  notBeforeMs: number
  /** A notification says that there is news. */
  isHinted: boolean
  /** When a poll verifies what the live channel told. */
  verifyAtMs: number
  /** A request for several failed, or its answer left this one out. */
  pollIndividually: boolean
  /** Long polls in a row that were answered at once. */
  quickAnswers: number
  /** The stream tells of it. */
  isStreamed: boolean
  /** The poll that is on its way. */
  inFlight: Path | undefined
  heapIndex: number
  dueMs: number
}

/**
 * One translation of one wait. Only `apply` writes it, but for `outcome`, which is the session's.
 */
export interface Waiter {
  readonly session: Session
  readonly tracked: TrackedTranslation
  readonly startedMs: number
  /** Status requests made for the translation meanwhile, alone or with others. */
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
  outcome: Outcome | undefined
}

/** What the waiters of one call of `wait`, `waitMany` or `watch` have in common. */
export interface Session {
  readonly options: WaitOptions
  /** The best way to hear of changes that it may use. */
  readonly transport: NonNullable<WaitOptions['transport']>
  readonly schedule: Schedule
  tell(translation: Translation): void
  /**
   * The wait for this translation is over: it ended, or the error says why nobody can go on
   * waiting.
   */
  settle(waiter: Waiter, error?: VideoTranslationError): void
}

export function createTracked(id: string, nowMs: number): TrackedTranslation {
  return {
    id,
    waiters: new Set(),
    latest: undefined,
    path: undefined,
    estimate: undefined,
    sinceMs: nowMs,
    lastAnswerMs: nowMs,
    unseenMs: Infinity,
    outageSinceMs: Infinity,
    failures: 0,
    notBeforeMs: 0,
    isHinted: false,
    verifyAtMs: Infinity,
    pollIndividually: false,
    quickAnswers: 0,
    isStreamed: false,
    inFlight: undefined,
    heapIndex: -1,
    dueMs: 0,
  }
}

export function createWaiter(
  session: Session,
  tracked: TrackedTranslation,
  startedMs: number,
  known?: Translation,
): Waiter {
  return {
    session,
    tracked,
    startedMs,
    requests: 0,
    nextMs: startedMs,
    why: 'new',
    changedMs: startedMs,
    status: known?.status,
    stage: known?.stage,
    polls: 0,
    tries: 0,
    unchangedPolls: 0,
    outcome: undefined,
  }
}
