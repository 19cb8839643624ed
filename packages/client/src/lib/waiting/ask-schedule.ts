import { beganAt } from './began-at.ts'
import type { EventOf } from './state/events.ts'
import type { PlannedDelay, ScheduleState } from './options/schedules.ts'
import type { Waiter } from './state/tracked-translation.ts'

/** Asks a waiter's schedule when to poll next. A schedule of the user's may throw. */
export function askSchedule(
  waiter: Waiter,
  nowMs: number,
  serverNowMs: number,
  siblings: number,
): EventOf<'scheduled'> {
  const { schedule } = waiter.session
  const answer = schedule(stateOf(waiter, nowMs, serverNowMs, siblings))
  const {
    delayMs,
    why,
    // The first delay is jittered, so that translations created together are not polled together.
    jittered = waiter.polls > 0,
    isProvisional = false,
  }: PlannedDelay = typeof answer === 'object' ? answer : { delayMs: answer, why: schedule.name }
  return { type: 'scheduled', waiter, delayMs, why, jittered, isProvisional }
}

function stateOf(
  { tracked, startedMs, changedMs, polls, unchangedPolls }: Waiter,
  nowMs: number,
  serverNowMs: number,
  siblings: number,
): ScheduleState {
  const translation = tracked.latest as NonNullable<typeof tracked.latest>
  const elapsedMs = nowMs - startedMs
  return {
    polls: Math.max(1, polls),
    unchangedPolls,
    elapsedMs,
    sinceChangeMs: nowMs - changedMs,
    ageMs: Math.max(0, serverNowMs - Date.parse(beganAt(translation))) || elapsedMs,
    siblings,
    translation,
  }
}
