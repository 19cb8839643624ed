// When to ask: pure functions of what is known. Only the schedules, which say when an answer is likely, are elsewhere.
import type { Followed, Follower } from './followed.ts'

/** Until then, what has just been asked to tell of changes is given the time to do so. */
export const GRACE_MS = 2_000
/** Polls due this soon go together. */
const GATHER_MS = 50
/** And those go with them that have waited for the most part of their time. */
const PULLED = 0.25

/** When to ask for a translation, and why then: when the first of its followers wants to, or somebody hinted, but no sooner than allowed. */
export function due(it: Followed, isCovered: (follower: Follower) => boolean): { atMs: number; why: string } {
  let soonest = { atMs: it.hintMs, why: 'hinted at' }
  for (const follower of it.followers) {
    const next = isCovered(follower)
      ? { atMs: it.safetyMs, why: 'making sure of what is told' }
      : { atMs: follower.nextMs, why: follower.why }
    if (next.atMs < soonest.atMs) soonest = next
  }
  return soonest.atMs < it.notBeforeMs ? { atMs: it.notBeforeMs, why: 'a request failed' } : soonest
}

/** Whether a poll that is due at `dueMs` goes now; `isBound`: something else is asked for now anyway. */
export function goesNow(dueMs: number, askedMs: number, nowMs: number, isBound: boolean): boolean {
  const leftMs = dueMs - nowMs
  return leftMs < 1 || (isBound && leftMs <= Math.max(GATHER_MS, (dueMs - askedMs) * PULLED))
}

/**
 * How long to rely on what tells of changes before making sure: half of what it took so far, so that what was not told
 * is late by a third at most; but `siblings` together do not ask more than three times a second.
 */
export function safetyDelayMs(elapsedMs: number, siblings: number, random = Math.random()): number {
  const leastMs = 60_000 + siblings * 3
  return Math.min(Math.max(leastMs, elapsedMs / 2), 1_800_000) * (0.75 + random / 2)
}

/** The first of many polls is drawn from a range: what was started together is not asked for together. */
export function phase(delayMs: number, random = Math.random()): number {
  return delayMs * (0.75 + random / 2)
}

const FIRST_MS = 500
const LONGEST_MS = 30_000
// Full jitter may draw nothing at all; a server in trouble is never asked again at once.
const SHORTEST_MS = 100

/** How long to leave the server alone after `failures` failed status requests; the longest when the budget is used up. */
export function backoffMs(failures: number, hasBudget = true, random = Math.random()): number {
  const range = hasBudget ? Math.min(LONGEST_MS, FIRST_MS * 2 ** failures) : LONGEST_MS
  return Math.max(SHORTEST_MS, random * range)
}
