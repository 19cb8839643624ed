import type { Http } from '../http/http.ts'
import { now } from '../timers.ts'
import type { Translation } from '../translation.ts'
import type { Followed, Follower, Wait } from './followed.ts'
import { nextDelay, type ScheduleState } from './schedules.ts'
import { GRACE_MS, phase } from './when.ts'

export function createFollower(it: Followed, wait: Wait, known?: Translation): Follower {
  const startedMs = now()
  return {
    it,
    wait,
    startedMs,
    requestsBefore: it.requests,
    nextMs: startedMs,
    why: 'nothing known yet',
    changedMs: startedMs,
    status: known?.status,
    stage: known?.stage,
    polls: 0,
    unchangedPolls: 0,
  }
}

/** Nothing tells of changes any more, and the last may have gone untold: asks soon, though not all at once. */
export function askSoon(follower: Follower, siblings: number): void {
  follower.nextMs = now() + (0.1 + Math.random()) * (GRACE_MS + siblings * 3)
  follower.why = 'what told of changes is gone'
}

/** Something may tell of it any moment. */
export function giveGrace(follower: Follower): void {
  follower.nextMs = Math.max(follower.nextMs, now() + GRACE_MS)
}

/** Plans its next poll: the first by what create has told, the others by what was answered. */
export function planNext(follower: Follower, { clock }: Http, siblings: number): void {
  const { wait, polls } = follower
  const state = stateOf(follower, clock.now(), siblings)
  const { delayMs, why, drawn } = nextDelay(wait.schedule, state, wait.jitterMs)
  follower.nextMs = now() + (polls > 0 || drawn ? delayMs : phase(delayMs))
  follower.why = why
}

/** Counts an answer for one who asked. */
export function countPoll(follower: Follower, http: Http, siblings: number): void {
  const { latest } = follower.it
  if (!latest) return
  const isSame = follower.status === latest.status
  if (!isSame || follower.stage !== latest.stage) follower.changedMs = now()
  follower.polls++
  follower.unchangedPolls = isSame ? follower.unchangedPolls + 1 : 0
  follower.status = latest.status
  follower.stage = latest.stage
  planNext(follower, http, siblings)
}

function stateOf(follower: Follower, serverNow: number, siblings: number): ScheduleState {
  const { polls, unchangedPolls, startedMs, changedMs, it } = follower
  const translation = it.latest as Translation
  return {
    polls: Math.max(1, polls),
    unchangedPolls,
    elapsedMs: now() - startedMs,
    sinceChangeMs: now() - changedMs,
    ageMs: Math.max(0, serverNow - Date.parse(translation.createdAt)) || now() - startedMs,
    siblings,
    translation,
  }
}
