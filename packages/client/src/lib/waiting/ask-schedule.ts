import type { WaitEvent } from './state/events.ts'
import type { ScheduleState } from './options/schedules.ts'
import type { Waiter } from './state/tracked-translation.ts'

/** Asks a waiter's schedule when to poll next. A schedule of the user's may throw. */
export function askSchedule(waiter: Waiter, nowMs: number, serverNowMs: number, siblings: number): WaitEvent {
  const { schedule } = waiter.session
  const answer = schedule(stateOf(waiter, nowMs, serverNowMs, siblings))
  const { delayMs, why, drawn } =
    typeof answer === 'object' ? answer : { delayMs: answer, why: schedule.name }
  // The first delay is jittered, so that translations created together are not polled together.
  return { type: 'scheduled', waiter, delayMs, why, jittered: drawn ?? waiter.polls > 0 }
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
    ageMs: Math.max(0, serverNowMs - Date.parse(translation.createdAt)) || elapsedMs,
    siblings,
    translation,
  }
}
