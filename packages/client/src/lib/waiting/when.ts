// When to ask: functions of what is known. Only the schedules, which say when an answer is likely, are elsewhere.
import { retryDelayMs } from '../http/retry.ts'
import { now } from '../timers.ts'
import type { Followed, Follower } from './followed.ts'

/** Until then, what has just been asked to tell of changes is given the time to do so. */
export const GRACE_MS = 2_000
/** What does not work here is tried again after so long. */
export const DEMOTED_FOR_MS = 300_000
/** Polls due this soon go together. */
const GATHER_MS = 50
/** And those go with them that have waited for the most part of their time. */
const PULLED = 0.25

/** When to ask for a translation, and why then: when the first of its followers wants to, or somebody hinted, but no sooner than allowed. */
export function due(it: Followed, isCovered: (follower: Follower) => boolean): { atMs: number; why: string } {
  let soonest = { atMs: it.isHinted ? 0 : Infinity, why: 'notify' }
  for (const follower of it.followers) {
    const next = isCovered(follower)
      ? { atMs: it.safetyMs, why: 'making sure of what is told' }
      : { atMs: follower.nextMs, why: follower.why }
    if (next.atMs < soonest.atMs) soonest = next
  }
  return soonest.atMs < it.notBeforeMs ? { atMs: it.notBeforeMs, why: 'a request failed' } : soonest
}

/** Whether a planned poll goes now; `isBound`: something else is asked for now anyway. */
export function goesNow({ dueMs, contactMs }: Followed, isBound: boolean): boolean {
  const leftMs = dueMs - now()
  return leftMs < 1 || (isBound && leftMs <= Math.max(GATHER_MS, (dueMs - contactMs) * PULLED))
}

/**
 * How long to rely on what tells of changes before making sure: half of what it took so far, so that what was not told
 * is late by a third at most; but `siblings` together do not ask more than three times a second.
 */
export function safetyDelayMs(elapsedMs: number, siblings: number): number {
  return phase(Math.min(Math.max(60_000 + siblings * 3, elapsedMs / 2), 1_800_000))
}

/** Drawn from a range: what was started together is not asked for together. */
export function phase(delayMs: number): number {
  return delayMs * (0.75 + Math.random() / 2)
}

const PAUSES = { minDelayMs: 500, maxDelayMs: 30_000 }
// Full jitter may draw nothing at all; a server in trouble is never asked again at once.
const SHORTEST_MS = 100

/** How long to leave the server alone after so many failed status requests and this one; `Infinity`: from the longest range. */
export function backoffMs(failures: number, error?: unknown): number {
  return Math.max(SHORTEST_MS, retryDelayMs(failures + 1, PAUSES, error))
}
