import type { Translation } from '../../translation.ts'

/** What a schedule may know when it says how long to wait until the next poll. */
export interface ScheduleState {
  /** Answers so far; at least 1. */
  polls: number
  /** Answers in a row in which the status did not change. */
  unchangedPolls: number
  /** Since the wait began, in milliseconds. */
  elapsedMs: number
  /** Since this wait noticed the last change of status or stage, in milliseconds. */
  sinceChangeMs: number
  /** Since it was created, in milliseconds, on the server's clock. */
  ageMs: number
  /**
   * How many translations are polled together, this one included: they share the price of a
   * request.
   */
  siblings: number
  /** The newest state of the translation. */
  translation: Translation
}

/**
 * Says when to ask next: a pure function from what is known to a delay in milliseconds, with a
 * reason for the log.
 */
export type Schedule = (state: ScheduleState) => number | Delay

/** A delay, and why it is that long. */
export interface Delay {
  delayMs: number
  why: string
  /** The schedule has jittered the delay already. Default: the client jitters the first one. */
  drawn?: boolean
}

/** Schedules by name; see {@link ScheduleOptions} for what shapes them. */
export type ScheduleName = 'expected' | 'progressive' | 'exponential' | 'fixed'

/** What shapes a schedule chosen by name. */
export interface ScheduleOptions {
  /**
   * The first delay, in milliseconds; for `fixed` every delay. Default: 500 progressive, 1,000
   * exponential, 2,000 fixed.
   */
  minDelayMs?: number
  /**
   * No delay is longer than this, in milliseconds. Default: 3,000 progressive, 5,000 exponential,
   * and at least `minDelayMs`.
   */
  maxDelayMs?: number
  /**
   * By how much a delay grows over the one before; at least 1. Default: 1.5 progressive, 2
   * exponential.
   */
  factor?: number
}

/**
 * Delays grow while the status stays the same, and start over when it changes.
 */
export function progressive({
  minDelayMs = 500,
  maxDelayMs = Math.max(3_000, minDelayMs),
  factor = 1.5,
}: ScheduleOptions = {}): Schedule {
  return ({ unchangedPolls }) => Math.min(maxDelayMs, minDelayMs * factor ** unchangedPolls)
}

/** Delays grow with every poll, whatever it brought. */
export function exponential({
  minDelayMs = 1_000,
  maxDelayMs = Math.max(5_000, minDelayMs),
  factor = 2,
}: ScheduleOptions = {}): Schedule {
  return ({ polls }) => Math.min(maxDelayMs, minDelayMs * factor ** (polls - 1))
}

/** Always the same delay. */
export function fixed({ minDelayMs = 2_000 }: ScheduleOptions = {}): Schedule {
  return () => minDelayMs
}

/** What `schedule` may name. */
export const SCHEDULE_NAMES: ScheduleName[] = ['expected', 'progressive', 'exponential', 'fixed']

const NAMED = { progressive, exponential, fixed } satisfies Record<Exclude<ScheduleName, 'expected'>, unknown>

/** The schedule of a wait. `expected` is the client's own, since it learns. */
export function chooseSchedule(
  chosen: ScheduleName | Schedule | undefined,
  options: ScheduleOptions,
  expected: Schedule,
): Schedule {
  if (typeof chosen === 'function') return chosen
  const { minDelayMs, maxDelayMs, factor } = options
  // Options that shape a curve ask for a curve.
  const name = chosen ?? ((minDelayMs ?? maxDelayMs ?? factor) === undefined ? 'expected' : 'progressive')
  if (name === 'expected') return expected
  return NAMED[name](options)
}
