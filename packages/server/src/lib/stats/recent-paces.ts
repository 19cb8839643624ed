import { DAY_MS } from '../store/owner-store.ts'
import type { Store } from '../store/store.ts'
import { type FindPace, measurePaces } from './expected-range.ts'

/** How fast the translations of each owner have been. */
export interface RecentPaces {
  /** As they were a minute ago. The first call only begins to read them. */
  of(owner: string): FindPace
}

const DAYS = 30
const MAX_TARGETS = 500
const FRESH_MS = 60_000
/** Owners whose paces are kept. */
const MAX_OWNERS = 1000

/** @param elapsed milliseconds that never go back */
export function createRecentPaces(
  { finishedTargets, wall }: Pick<Store, 'finishedTargets' | 'wall'>,
  elapsed: () => number,
): RecentPaces {
  const known = new Map<string, { find: FindPace; readAtMs: number }>()
  const read = async (owner: string): Promise<void> => {
    const since = wall() - DAYS * DAY_MS
    const find = measurePaces(await finishedTargets({ owner, since, limit: MAX_TARGETS }))
    known.set(owner, { find, readAtMs: elapsed() })
  }
  return {
    of(owner) {
      const { find, readAtMs } = known.get(owner) ?? { find: knowNothing, readAtMs: -Infinity }
      if (elapsed() - readAtMs < FRESH_MS) return find
      forgetOldest(known)
      known.set(owner, { find, readAtMs: elapsed() })
      // Without its history, a translation only has no range.
      read(owner).catch(() => undefined)
      return find
    },
  }
}

function knowNothing(): undefined {
  return undefined
}

function forgetOldest(known: Map<string, unknown>): void {
  const [oldest] = known.keys()
  if (known.size >= MAX_OWNERS && oldest !== undefined) known.delete(oldest)
}
