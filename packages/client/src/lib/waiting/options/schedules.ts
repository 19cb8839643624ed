import type { Translation } from '../../translation.ts'

/** The input of a schedule. */
export interface ScheduleState {
  /** Answers so far; at least 1. */
  polls: number
  /** Answers in a row in which the status did not change. */
  unchangedPolls: number
  /** Since the wait began, in milliseconds. */
  elapsedMs: number
  /** Since this wait found the last change of status or stage, in milliseconds. */
  sinceChangeMs: number
  /**
   * Since the translation was created, or last went on (`continuedAt`), in milliseconds, on the
   * server's clock.
   */
  ageMs: number
  /**
   * How many translations are polled together, this one included. They share the cost of a request.
   */
  siblings: number
  /** The newest state of the translation. */
  translation: Translation
}

/**
 * A pure function that returns the delay until the next poll, in milliseconds, optionally with a
 * reason for the log.
 */
export type Schedule = (state: ScheduleState) => number | Delay

/** A delay, and the reason for it. */
export interface Delay {
  delayMs: number
  why: string
  /** The schedule has jittered the delay already. Default: the client jitters the first one. */
  jittered?: boolean | undefined
}

/** The delay of a schedule of the client. `isProvisional`: its model has not loaded yet. */
export interface PlannedDelay extends Delay {
  isProvisional?: boolean
}

/** The named schedules. {@link ScheduleOptions} shape them. */
export type ScheduleName = 'expected' | 'progressive' | 'exponential' | 'fixed'

/** Options of a named schedule. */
export interface ScheduleOptions {
  /**
   * The first delay, in milliseconds. For `fixed`, every delay. Default: 500 progressive, 1,000
   * exponential, 2,000 fixed.
   */
  minDelayMs?: number | undefined
  /**
   * The longest delay, in milliseconds. Default: 3,000 progressive, 5,000 exponential, and at least
   * `minDelayMs`.
   */
  maxDelayMs?: number | undefined
  /**
   * The growth from one delay to the next, at least 1. Default: 1.5 progressive, 2 exponential.
   */
  factor?: number | undefined
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

/** Delays grow with every poll. */
export function exponential({
  minDelayMs = 1_000,
  maxDelayMs = Math.max(5_000, minDelayMs),
  factor = 2,
}: ScheduleOptions = {}): Schedule {
  return ({ polls }) => Math.min(maxDelayMs, minDelayMs * factor ** (polls - 1))
}

/** The delay is always the same. */
export function fixed({ minDelayMs = 2_000 }: ScheduleOptions = {}): Schedule {
  return () => minDelayMs
}

/** The names that the option `schedule` accepts. */
export const SCHEDULE_NAMES: ScheduleName[] = ['expected', 'progressive', 'exponential', 'fixed']

const NAMED = { progressive, exponential, fixed } satisfies Record<Exclude<ScheduleName, 'expected'>, unknown>

/** The schedule of a wait. `expected` comes from the client, which learns from earlier waits. */
export function chooseSchedule(
  chosen: ScheduleName | Schedule | undefined,
  options: ScheduleOptions,
  expected: Schedule,
): Schedule {
  if (typeof chosen === 'function') return chosen
  const { minDelayMs, maxDelayMs, factor } = options
  // Options of a curve choose a curve.
  const name = chosen ?? ((minDelayMs ?? maxDelayMs ?? factor) === undefined ? 'expected' : 'progressive')
  if (name === 'expected') return expected
  return NAMED[name](options)
}
