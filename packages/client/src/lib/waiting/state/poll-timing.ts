// When to poll: pure functions of what is known. The schedules, which say when an end is likely,
// are elsewhere.
import { retryDelayMs } from '../../http/retry.ts'
import type { Context } from './events.ts'
import type { TrackedTranslation, Waiter } from './tracked-translation.ts'

/** A channel that has just been asked to tell of changes is given this long to do so. */
export const GRACE_MS = 2_000
/** A channel that does not work here is tried again after this long. */
export const DEMOTED_FOR_MS = 300_000
/** A long poll that is answered sooner was not held. */
export const NOT_HELD_MS = 1_000
// Polls due this soon share a request.
const GATHER_MS = 50
// Polls that have waited for all but this share of their time join a request that is sent anyway.
const PULLED = 0.25
const SPREAD_PER_TRANSLATION_MS = 3
const LEAST_VERIFY_MS = 60_000
const LONGEST_VERIFY_MS = 1_800_000

/** When a translation is polled next, and why then. */
export interface Due {
  atMs: number
  why: string
}

/**
 * When the first waiter wants to, or a notification says so, but no sooner than a failure allows.
 */
export function due(tracked: TrackedTranslation, context: Context): Due {
  let soonest: Due = { atMs: tracked.isHinted ? 0 : Infinity, why: 'notify' }
  for (const waiter of tracked.waiters) {
    const next = hasLiveChannel(waiter, context)
      ? { atMs: tracked.verifyAtMs, why: 'verification' }
      : { atMs: waiter.nextMs, why: waiter.why }
    if (next.atMs < soonest.atMs) soonest = next
  }
  return soonest.atMs < tracked.notBeforeMs ? { atMs: tracked.notBeforeMs, why: 'a request failed' } : soonest
}

/** Whether something tells this waiter of every change, so that polls only verify. */
export function hasLiveChannel(
  { tracked, session: { transport } }: Waiter,
  { notificationsUnreliable }: Context,
): boolean {
  if (transport === 'notify') return !notificationsUnreliable && tracked.latest !== undefined
  return transport !== 'polling' && tracked.isStreamed
}

/** Whether no better channel tells of it and no waiter wants plain polls. */
export function mayLongPoll({ isHinted, isStreamed, waiters }: TrackedTranslation): boolean {
  if (isHinted || isStreamed) return false
  return [...waiters].every(({ session }) => session.transport === 'auto' || session.transport === 'held')
}

/** Whether a queued poll goes now. `isBound`: a request is sent now anyway. */
export function isDueNow(
  { dueMs, lastAnswerMs }: Pick<TrackedTranslation, 'dueMs' | 'lastAnswerMs'>,
  nowMs: number,
  isBound: boolean,
): boolean {
  const leftMs = dueMs - nowMs
  // Timers may be early by a part of a millisecond.
  return leftMs < 1 || (isBound && leftMs <= Math.max(GATHER_MS, (dueMs - lastAnswerMs) * PULLED))
}

/**
 * How long to rely on a live channel before a poll verifies it: half of the time waited so far, so
 * that a change which was not told is late by a third at most. All tracked translations together
 * verify at most three times a second.
 */
export function verifyDelayMs(elapsedMs: number, { trackedCount, random }: Context): number {
  const leastMs = LEAST_VERIFY_MS + trackedCount * SPREAD_PER_TRANSLATION_MS
  return jitter(Math.min(Math.max(leastMs, elapsedMs / 2), LONGEST_VERIFY_MS), random)
}

/**
 * How soon to ask when nothing tells of changes any more: the last change may have gone untold.
 * Known ones are spread.
 */
export function recoveryDelayMs(isKnown: boolean, { trackedCount, random }: Context): number {
  return isKnown ? (0.1 + random) * (GRACE_MS + trackedCount * SPREAD_PER_TRANSLATION_MS) : 0
}

/** From 75 to 125 % of a delay, so that what was started together is not asked for together. */
export function jitter(delayMs: number, random: number): number {
  return delayMs * (0.75 + random / 2)
}

const BACKOFF = { minDelayMs: 500, maxDelayMs: 30_000 }
// Full jitter may draw nothing at all; a server in trouble is never asked again at once.
const LEAST_BACKOFF_MS = 100

/**
 * How long to leave the server alone after so many failed polls and this one. `Infinity`: drawn
 * from the longest range.
 */
export function backoffMs(failures: number, random: number, error?: unknown): number {
  return Math.max(LEAST_BACKOFF_MS, retryDelayMs(failures + 1, BACKOFF, error, random))
}
