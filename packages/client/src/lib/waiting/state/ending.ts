import type { Context, Effect, EventOf, WaitEnd } from './events.ts'
import type { TrackedTranslation, Waiter } from './tracked-translation.ts'

/** A translation that this client created may not be visible everywhere for this long. */
const VISIBLE_WITHIN_MS = 10_000
/** How long a server may be out of reach, unless the wait says otherwise. */
const LONGEST_OUTAGE_MS = 600_000

/** Ends the waits that a failure leaves no hope for. */
export function endHopeless(
  tracked: TrackedTranslation,
  { kind, error }: EventOf<'failed'>,
  { nowMs, sinceCreateMs }: Context,
): Effect[] {
  const all = [...tracked.waiters]
  switch (kind) {
    case 'denied':
    case 'refused':
      return end(tracked, all, { why: kind, error })
    case 'notFound':
      if (sinceCreateMs <= VISIBLE_WITHIN_MS) return []
      return end(tracked, all, { why: 'absent', wasCreated: sinceCreateMs < Infinity, error })
    case 'transient': {
      const outageMs = nowMs - tracked.outageSinceMs
      const impatient = all.filter(
        ({ session }) => outageMs >= (session.options.outageMs ?? LONGEST_OUTAGE_MS),
      )
      return end(tracked, impatient, { why: 'outage', error })
    }
    case 'longPollRefused':
      return []
  }
}

/** Lets waiters go before they are told so: what their callers begin then begins anew. */
export function end(tracked: TrackedTranslation, waiters: readonly Waiter[], why: WaitEnd): Effect[] {
  if (waiters.length === 0) return []
  for (const waiter of waiters) tracked.waiters.delete(waiter)
  return [
    ...afterLeaving(tracked),
    ...waiters.map((waiter): Effect => ({ type: 'settle', waiter, end: why })),
  ]
}

/** Leaves nothing behind that no other waiter needs. */
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
