import { now } from '../timers.ts'
import type { Translation } from '../translation.ts'
import type { Followed, Follower, Wait } from './followed.ts'
import { GRACE_MS, phase } from './when.ts'

// Whatever a schedule says, waiting never spins.
const SHORTEST_MS = 10
export const FALLBACK_MS = 1_000

export function createFollower(it: Followed, wait: Wait, known?: Translation): Follower {
  const startedMs = now()
  return {
    it,
    wait,
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

/** Nothing tells of changes any more, and the last may have gone untold: asks soon, though not all at once that are known. */
export function askSoon(follower: Follower, siblings: number): void {
  const spreadMs = follower.it.latest ? GRACE_MS + siblings * 3 : 0
  follower.nextMs = now() + (0.1 + Math.random()) * spreadMs
  follower.why = 'no longer told'
}

/** Counts an answer for one who asked. */
export function countPoll(follower: Follower): void {
  const { status, stage } = follower.it.latest ?? {}
  const isSame = follower.status === status
  if (!isSame || follower.stage !== stage) follower.changedMs = now()
  follower.polls++
  follower.unchangedPolls = isSame ? follower.unchangedPolls + 1 : 0
  Object.assign(follower, { status, stage })
}

/** Plans its next poll: the first by what create has told, the others by what was answered. */
export function followSchedule(follower: Follower, serverNow: number, siblings: number): void {
  const { it, wait, polls, unchangedPolls, startedMs, changedMs } = follower
  const { schedule, options } = wait
  const translation = it.latest
  if (!translation) return
  const elapsedMs = now() - startedMs
  const answer = schedule({
    polls: Math.max(1, polls),
    unchangedPolls,
    elapsedMs,
    sinceChangeMs: now() - changedMs,
    ageMs: Math.max(0, serverNow - Date.parse(translation.createdAt)) || elapsedMs,
    siblings,
    translation,
  })
  const {
    delayMs,
    why,
    drawn = polls > 0,
  } = typeof answer === 'object' ? answer : { delayMs: answer, why: schedule.name }
  const jitterMs = Math.random() * (options.jitterMs ?? 0)
  const safeMs = Math.max(SHORTEST_MS, delayMs + jitterMs) || FALLBACK_MS
  follower.nextMs = now() + (drawn ? safeMs : phase(safeMs))
  follower.why = why
}
