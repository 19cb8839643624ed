// Pure functions for the timing of polls. The schedules, which forecast the end, are elsewhere.
import { retryDelayMs } from '../../http/retry.ts'
import type { Context } from './events.ts'
import type { TrackedTranslation, Waiter } from './tracked-translation.ts'

/** A new channel has this long to deliver the first state. */
export const GRACE_MS = 2_000
/** A channel that does not work is tried again after this time. */
export const DEMOTED_FOR_MS = 300_000
/** A long poll that is answered sooner was not held by the server. */
export const NOT_HELD_MS = 1_000
// Polls due this soon share a request.
const GATHER_MS = 50
// A poll joins an earlier request if no more than this share of its delay is left.
const EARLY_SHARE = 0.25
const SPREAD_PER_TRANSLATION_MS = 3
const LEAST_VERIFY_MS = 60_000
const LONGEST_VERIFY_MS = 1_800_000

/** The time of the next poll, and the reason for it. */
export interface Due {
  atMs: number
  why: string
}

/** The earliest time that a waiter or a hint asks for, but not before the pause after a failure. */
export function due(tracked: TrackedTranslation): Due {
  let soonest: Due = { atMs: tracked.isHinted ? 0 : Infinity, why: 'notify' }
  for (const waiter of tracked.waiters) {
    const next = hasLiveChannel(waiter)
      ? { atMs: tracked.verifyAtMs, why: 'verification' }
      : { atMs: waiter.nextMs, why: waiter.why }
    if (next.atMs < soonest.atMs) soonest = next
  }
  return soonest.atMs < tracked.notBeforeMs ? { atMs: tracked.notBeforeMs, why: 'a request failed' } : soonest
}

/** Whether a channel delivers every change to this waiter, so that polls only verify. */
export function hasLiveChannel({ tracked, session: { transport } }: Waiter): boolean {
  if (transport === 'notify') return !tracked.hasMissedHint && tracked.latest !== undefined
  return transport !== 'polling' && tracked.isStreamed
}

/** Whether there is no better channel and no waiter needs plain polls. */
export function mayLongPoll({ isHinted, isStreamed, waiters }: TrackedTranslation): boolean {
  if (isHinted || isStreamed) return false
  return [...waiters].every(({ session }) => session.transport === 'auto' || session.transport === 'held')
}

/** Whether a queued poll is sent now. `isBound`: another request is sent now anyway. */
export function isDueNow(
  { dueMs, lastAnswerMs }: Pick<TrackedTranslation, 'dueMs' | 'lastAnswerMs'>,
  nowMs: number,
  isBound: boolean,
): boolean {
  const leftMs = dueMs - nowMs
  // A timer may fire up to a millisecond early.
  return leftMs < 1 || (isBound && leftMs <= Math.max(GATHER_MS, (dueMs - lastAnswerMs) * EARLY_SHARE))
}

/**
 * The time until a poll verifies a live channel: half of the time waited so far, so that a missed
 * change is late by a third at most. All translations together verify at most three times a second.
 */
export function verifyDelayMs(elapsedMs: number, { trackedCount, random }: Context): number {
  const leastMs = LEAST_VERIFY_MS + trackedCount * SPREAD_PER_TRANSLATION_MS
  return jitter(Math.min(Math.max(leastMs, elapsedMs / 2), LONGEST_VERIFY_MS), random)
}

/**
 * The time until the poll after a channel was lost, since it may have missed a change. Polls of
 * translations with a known state are spread.
 */
export function recoveryDelayMs(isKnown: boolean, { trackedCount, random }: Context): number {
  return isKnown ? (0.1 + random) * (GRACE_MS + trackedCount * SPREAD_PER_TRANSLATION_MS) : 0
}

/** From 75 to 125 % of a delay, so that translations started together are not polled together. */
export function jitter(delayMs: number, random: number): number {
  return delayMs * (0.75 + random / 2)
}

const BACKOFF = { minDelayMs: 500, maxDelayMs: 30_000 }
// Full jitter may be 0, but a failing server must not be asked again at once.
const LEAST_BACKOFF_MS = 100

/**
 * The pause after this failed poll and `failures` earlier ones. Infinity uses the longest range.
 */
export function backoffMs(failures: number, random: number, error?: unknown): number {
  return Math.max(LEAST_BACKOFF_MS, retryDelayMs(failures + 1, BACKOFF, error, random))
}
