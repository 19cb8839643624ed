import type { Context, Effect, EventOf, WaitEnd } from './events.ts'
import type { TrackedTranslation, Waiter } from './tracked-translation.ts'

/** A translation that this client created may be invisible for this long. */
const VISIBLE_WITHIN_MS = 10_000
/** It is requested from the stream again after this time. */
const INVISIBLE_MS = 1_000
const DEFAULT_OUTAGE_MS = 600_000

/** Ends the waits that cannot succeed after this failure. */
export function endFailed(
  tracked: TrackedTranslation,
  { path, kind, error }: EventOf<'failed'>,
  { nowMs, sinceCreateMs }: Context,
): Effect[] {
  const all = [...tracked.waiters]
  switch (kind) {
    case 'denied':
    case 'refused':
      return end(tracked, all, { why: kind, error })
    case 'notFound':
      if (sinceCreateMs <= VISIBLE_WITHIN_MS)
        return path === 'stream' ? [{ type: 'track', afterMs: INVISIBLE_MS }] : []
      return end(tracked, all, { why: 'absent', wasCreated: sinceCreateMs < Infinity, error })
    case 'transient': {
      const outageMs = nowMs - tracked.outageSinceMs
      const impatient = all.filter(
        ({ session }) => outageMs >= (session.options.outageMs ?? DEFAULT_OUTAGE_MS),
      )
      return end(tracked, impatient, { why: 'outage', error })
    }
    case 'longPollRefused':
      return []
  }
}

/** Removes waiters before they settle, so that a wait begun in a callback starts fresh. */
export function end(tracked: TrackedTranslation, waiters: readonly Waiter[], why: WaitEnd): Effect[] {
  if (waiters.length === 0) return []
  for (const waiter of waiters) tracked.waiters.delete(waiter)
  return [
    ...afterLeaving(tracked),
    ...waiters.map((waiter): Effect => ({ type: 'settle', waiter, end: why })),
  ]
}

/** Stops the channels that no remaining waiter needs. */
export function afterLeaving(tracked: TrackedTranslation): Effect[] {
  const { waiters } = tracked
  const effects: Effect[] = []
  if ([...waiters].every(({ session }) => session.transport === 'polling')) {
    tracked.isStreamed = false
    effects.push({ type: 'untrack' })
  }
  if (waiters.size > 0) return effects
  tracked.inFlight = undefined
  return [...effects, { type: 'abandonPoll' }, { type: 'drop' }]
}
