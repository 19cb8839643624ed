import type { VideoTranslationError } from '../../errors.ts'
import type { Outcome } from '../../outcome.ts'
import type { Translation } from '../../translation.ts'
import type { Schedule } from '../options/schedules.ts'
import type { WaitOptions } from '../options/wait-options.ts'
import type { Path } from '../../wait-report.ts'

/**
 * A translation with waiters: the state that they share. Only `apply` writes it, except the last
 * two fields, which belong to the poll queue. Instants are milliseconds on the clock of `now()`.
 */
export interface TrackedTranslation {
  readonly id: string
  readonly waiters: Set<Waiter>
  /** The newest state, from any channel. */
  latest: Translation | undefined
  /** The channel that delivered `latest`. */
  path: Path | undefined
  /** The server's first estimate of the remaining seconds, and its time. */
  estimate: { atMs: number; expectedSeconds: number } | undefined
  readonly sinceMs: number
  lastAnswerMs: number
  /**
   * The time between the last two answers. Infinity after only one: the age of its state is
   * unknown.
   */
  unseenMs: number
  /** The beginning of the outage. Infinity without one. */
  outageSinceMs: number
  /** Failed polls in a row. */
  failures: number
  notBeforeMs: number
  /** A notification announced a change. */
  isHinted: boolean
  /**
   * A channel was lost, or a poll found a change of some translation that no notification
   * announced.
   */
  hasMissedHint: boolean
  /** The time of the poll that verifies a live channel. */
  verifyAtMs: number
  /** A bulk request failed, or its answer left this translation out. */
  pollIndividually: boolean
  /** Long polls in a row that were answered at once. */
  quickAnswers: number
  /** The stream delivers its changes. */
  isStreamed: boolean
  /** The poll that is in flight. */
  inFlight: Path | undefined
  heapIndex: number
  dueMs: number
}

/**
 * One translation of one wait. Only `apply` writes it, except `outcome`, which the session sets.
 */
export interface Waiter {
  readonly session: Session
  readonly tracked: TrackedTranslation
  readonly startedMs: number
  /** Status requests for the translation during this wait, alone or with others. */
  requests: number
  /** The time of its next poll, and the reason for it. */
  nextMs: number
  why: string
  /** The default schedule planned that poll without its model. */
  isProvisional: boolean
  /** The last change of status or stage: its time and the new values. */
  changedMs: number
  status: string | undefined
  stage: string | undefined
  /** Answers to its polls. */
  polls: number
  /** Its polls, including failed ones. */
  tries: number
  unchangedPolls: number
  outcome: Outcome | undefined
}

/** The state that the waiters of one call of `wait`, `waitMany` or `watch` share. */
export interface Session {
  readonly options: WaitOptions
  /** The best channel that it may use. */
  readonly transport: NonNullable<WaitOptions['transport']>
  readonly schedule: Schedule
  deliver(translation: Translation): void
  /**
   * Ends the wait for this translation. Without an error, the translation ended.
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
    hasMissedHint: false,
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
    isProvisional: false,
    changedMs: startedMs,
    status: known?.status,
    stage: known?.stage,
    polls: 0,
    tries: 0,
    unchangedPolls: 0,
    outcome: undefined,
  }
}
