import type { Translation } from '../../translation.ts'
import type { Path } from '../../wait-report.ts'
import { end } from './ending.ts'
import type { Context, Effect, EventOf } from './events.ts'
import { hasLiveChannel, jitter, mayLongPoll, NOT_HELD_MS } from './poll-timing.ts'
import type { TrackedTranslation, Waiter } from './tracked-translation.ts'

// After so many news in a row that come at once, long polls pause.
const QUICK_ANSWERS = 5
/** Whatever a schedule says, waiting never spins. */
const LEAST_DELAY_MS = 10
/** What a schedule is taken to say that throws, or says no number. */
const FALLBACK_MS = 1_000

/** Plans the poll anew, unless one is on its way that is still needed. */
export function replan(tracked: TrackedTranslation): Effect[] {
  if (tracked.waiters.size === 0) return []
  if (!tracked.inFlight) return [{ type: 'plan' }]
  if (tracked.inFlight !== 'held' || mayLongPoll(tracked)) return []
  tracked.inFlight = undefined
  return [{ type: 'abandonPoll' }, { type: 'plan' }]
}

/**
 * When a waiter asks next: never while something tells it, at once by a long poll, else when its
 * schedule says.
 */
export function planNext(waiter: Waiter, context: Context): Effect[] {
  if (hasLiveChannel(waiter, context)) return []
  if (context.canLongPoll && mayLongPoll(waiter.tracked)) {
    waiter.nextMs = context.nowMs
    waiter.why = 'held'
    return []
  }
  waiter.nextMs = context.nowMs + FALLBACK_MS
  return [{ type: 'schedule', waiter }]
}

export function scheduled(
  _: TrackedTranslation,
  event: EventOf<'scheduled'>,
  { nowMs, random }: Context,
): Effect[] {
  const { waiter, delayMs, why, jittered } = event
  const { jitterMs = 0 } = waiter.session.options
  const wantedMs = delayMs + random * jitterMs
  const safeMs = Number.isFinite(wantedMs) ? Math.max(LEAST_DELAY_MS, wantedMs) : FALLBACK_MS
  waiter.nextMs = nowMs + (jittered ? safeMs : jitter(safeMs, random))
  waiter.why = why
  return []
}

/**
 * The waiters that a poll is due for. A hint is checked for all: its answer may say that the end is
 * near.
 */
export function wanting({ waiters, dueMs }: TrackedTranslation, path: Path, { nowMs }: Context): Waiter[] {
  const untilMs = path === 'notify' ? Infinity : Math.max(nowMs, dueMs)
  return [...waiters].filter(({ nextMs }) => nextMs <= untilMs)
}

export function stillIn({ waiters }: TrackedTranslation, some: readonly Waiter[]): Waiter[] {
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

/** A poll counts towards `maxPolls`, answered or failed. */
export function charge(tracked: TrackedTranslation, polled: readonly Waiter[], error: unknown): Effect[] {
  const still = stillIn(tracked, polled)
  for (const waiter of still) waiter.tries++
  const spent = still.filter(({ tries, session }) => tries >= (session.options.maxPolls ?? Infinity))
  return end(tracked, spent, { why: 'max_polls', error })
}

export function paceLongPolls(tracked: TrackedTranslation, isQuick: boolean, { nowMs }: Context): void {
  tracked.quickAnswers = isQuick ? tracked.quickAnswers + 1 : 0
  if (tracked.quickAnswers > QUICK_ANSWERS) tracked.notBeforeMs = nowMs + NOT_HELD_MS
}
