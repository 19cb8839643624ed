import type { Translation } from '../../translation.ts'
import type { Path } from '../../wait-report.ts'
import { end } from './ending.ts'
import type { Context, Effect, EventOf } from './events.ts'
import { hasLiveChannel, jitter, mayLongPoll, NOT_HELD_MS } from './poll-timing.ts'
import type { TrackedTranslation, Waiter } from './tracked-translation.ts'

// After this many long polls in a row that are answered at once, long polls pause.
const QUICK_ANSWERS = 5
/** The minimum of any schedule, so that waiting never spins. */
const LEAST_DELAY_MS = 10
/** The delay if a schedule throws or returns no number. */
const FALLBACK_MS = 1_000

/** Plans the poll again, unless one is in flight that is still needed. */
export function replan(tracked: TrackedTranslation): Effect[] {
  if (tracked.waiters.size === 0) return []
  if (!tracked.inFlight) return [{ type: 'plan' }]
  if (tracked.inFlight !== 'held' || mayLongPoll(tracked)) return []
  tracked.inFlight = undefined
  return [{ type: 'abandonPoll' }, { type: 'plan' }]
}

/**
 * Plans the next poll of a waiter: none with a live channel, at once by a long poll, else by its
 * schedule.
 */
export function planNext(waiter: Waiter, context: Context): Effect[] {
  if (hasLiveChannel(waiter)) return []
  if (context.canLongPoll && mayLongPoll(waiter.tracked)) {
    planAt(waiter, context.nowMs, 'held')
    return []
  }
  waiter.nextMs = context.nowMs + FALLBACK_MS
  return [{ type: 'schedule', waiter }]
}

/** Sets the time of a waiter's next poll. */
export function planAt(waiter: Waiter, atMs: number, why: string, isProvisional = false): void {
  waiter.nextMs = atMs
  waiter.why = why
  waiter.isProvisional = isProvisional
}

export function scheduled(
  _: TrackedTranslation,
  event: EventOf<'scheduled'>,
  { nowMs, random }: Context,
): Effect[] {
  const { waiter, delayMs, why, jittered, isProvisional } = event
  const { jitterMs = 0 } = waiter.session.options
  const wantedMs = delayMs + random * jitterMs
  const safeMs = Number.isFinite(wantedMs) ? Math.max(LEAST_DELAY_MS, wantedMs) : FALLBACK_MS
  planAt(waiter, nowMs + (jittered ? safeMs : jitter(safeMs, random)), why, isProvisional)
  return []
}

/** A poll in flight needs nothing: its answer is planned by the model. */
export function modelLoaded(tracked: TrackedTranslation): Effect[] {
  const provisional = [...tracked.waiters].filter(({ isProvisional }) => isProvisional)
  if (tracked.inFlight || provisional.length === 0) return []
  return [...provisional.map((waiter): Effect => ({ type: 'schedule', waiter })), { type: 'plan' }]
}

/**
 * The waiters for which a poll is due. A poll after a hint counts for all: its answer may announce
 * the end.
 */
export function dueWaiters({ waiters, dueMs }: TrackedTranslation, path: Path, { nowMs }: Context): Waiter[] {
  const untilMs = path === 'notify' ? Infinity : Math.max(nowMs, dueMs)
  return [...waiters].filter(({ nextMs }) => nextMs <= untilMs)
}

export function stillWaiting({ waiters }: TrackedTranslation, some: readonly Waiter[]): Waiter[] {
  return some.filter((waiter) => waiters.has(waiter))
}

export function countAnswer(waiter: Waiter, latest: Translation | undefined, { nowMs }: Context): void {
  const { status, stage } = latest ?? {}
  const isSame = waiter.status === status
  if (!isSame || waiter.stage !== stage) waiter.changedMs = nowMs
  waiter.polls++
  waiter.unchangedPolls = isSame ? waiter.unchangedPolls + 1 : 0
  waiter.status = status
  waiter.stage = stage
}

/** Counts a poll towards `maxPolls`, answered or failed. */
export function chargePoll(tracked: TrackedTranslation, polled: readonly Waiter[], error: unknown): Effect[] {
  const still = stillWaiting(tracked, polled)
  for (const waiter of still) waiter.tries++
  const spent = still.filter(({ tries, session }) => tries >= (session.options.maxPolls ?? Infinity))
  return end(tracked, spent, { why: 'max_polls', error })
}

export function paceLongPolls(tracked: TrackedTranslation, isQuick: boolean, { nowMs }: Context): void {
  tracked.quickAnswers = isQuick ? tracked.quickAnswers + 1 : 0
  if (tracked.quickAnswers > QUICK_ANSWERS) tracked.notBeforeMs = nowMs + NOT_HELD_MS
}
