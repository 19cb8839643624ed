import { createCache } from '../../cache.ts'
import { nextDay, type OwnerLimits, type OwnerStore } from '../../store/owner-store.ts'
import type { KeyHolder } from '../../keys/key-holder.ts'
import { Problem } from '../problems/problem.ts'

/** Refuses what would exceed the limits of an owner. */
export interface OwnerChecks {
  /** The limits, at most five seconds old. */
  limits(owner: string): Promise<OwnerLimits>
  /**
   * @param bytes of the source. Default: none that are known.
   * @throws Problem `daily_minutes_exceeded` or `stored_bytes_exceeded` (403) when the owner has
   *   used up what a new translation needs
   */
  refuseSpent(owner: string, bytes?: number): Promise<void>
  /** @throws Problem `stored_bytes_exceeded` (403) when there is no room for `bytes` more */
  refuseFull(owner: string, bytes: number): Promise<void>
}

/** Summing up what an owner has stored takes a while, and creates come in bursts. */
const FRESH = { freshMs: 5_000, max: 10_000 }

export function createOwnerChecks(store: OwnerStore, clock: () => number): OwnerChecks {
  const limits = createCache((owner) => store.limits(owner), FRESH)
  const bytes = createCache(async (owner) => (await store.usage(owner)).bytes, FRESH)
  store.onChange(limits.clear)
  const refuseFull = async (owner: string, more: number): Promise<void> => {
    const { maxBytes = Infinity } = await limits.get(owner)
    if (maxBytes === Infinity) return
    const used = await bytes.get(owner)
    if (used + more > maxBytes || used >= maxBytes) throw storedBytesExceeded(maxBytes, used)
  }
  const refuseMinutes = async (owner: string): Promise<void> => {
    const { minutesPerDay = Infinity } = await limits.get(owner)
    if (minutesPerDay === Infinity) return
    const used = (await store.secondsToday(owner)) / 60
    if (used >= minutesPerDay) throw dailyMinutesExceeded(minutesPerDay, used, clock())
  }
  return {
    limits: limits.get,
    refuseFull,
    async refuseSpent(owner, more = 0) {
      await refuseMinutes(owner)
      await refuseFull(owner, more)
    },
  }
}

/** @throws Problem `priority_not_allowed` (403) */
export function refusePriority({ name, maxPriority }: KeyHolder, priority: number): void {
  if (priority <= maxPriority) return
  const detail = `The API key \`${name}\` may use priorities up to ${maxPriority}, not ${priority}.`
  throw new Problem(403, 'priority_not_allowed', detail, {
    details: { limit: { name: 'maxPriority', max: maxPriority, used: priority } },
  })
}

function dailyMinutesExceeded(max: number, used: number, now: number): Problem {
  const resetsAt = nextDay(now)
  const detail = `The ${max} minutes of source media of today are used up. More can be created from ${resetsAt} on.`
  return new Problem(403, 'daily_minutes_exceeded', detail, {
    details: { limit: { name: 'minutesPerDay', max, used: Math.round(used * 10) / 10, resetsAt } },
  })
}

function storedBytesExceeded(max: number, used: number): Problem {
  const detail = `${used} bytes are stored, and ${max} may be. Delete translations that are no longer needed.`
  return new Problem(403, 'stored_bytes_exceeded', detail, {
    details: { limit: { name: 'maxBytes', max, used } },
  })
}
