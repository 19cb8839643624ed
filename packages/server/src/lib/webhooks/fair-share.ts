import type { Lane } from '../store/outbox.ts'

/**
 * Decides which deliveries may start while others are in flight, so that slow receivers delay only
 * their owner.
 */
export interface FairShare {
  /** The owners that may start one more delivery, those with the fewest in flight first. */
  inTurn(owners: string[]): string[]
  /** The hosts that an owner may not start a delivery to now. */
  fullHosts(owner: string): ReadonlySet<string>
  begin(lane: Lane): void
  /**
   * @param isSlow whether the receiver failed or took long. Until a delivery to it succeeds
   *   quickly, all slow hosts together get at most half of the owner's slots.
   */
  end(lane: Lane, isSlow: boolean): void
}

/** Connections in total. Beyond that, each owner still has its reserved ones. */
const MAX_IN_FLIGHT = 128
const MAX_PER_OWNER = 16
const MAX_PER_HOST = 4
const MAX_SLOW_PER_OWNER = 8
/** Deliveries that an owner may start, however many others are in flight. */
const RESERVED_PER_OWNER = 2
/** Slow hosts remembered for each owner. */
const MAX_SLOW_HOSTS = 500

interface Share {
  running: Map<string, number>
  slow: Set<string>
}

export function createFairShare(): FairShare {
  const shares = new Map<string, Share>()
  let inFlight = 0
  const shareOf = (owner: string): Share => shares.get(owner) ?? { running: new Map(), slow: new Set() }
  return {
    inTurn(owners) {
      const counted = owners.map((owner) => ({ owner, count: countOf(shareOf(owner)) }))
      return counted
        .filter(
          ({ count }) => count < RESERVED_PER_OWNER || (count < MAX_PER_OWNER && inFlight < MAX_IN_FLIGHT),
        )
        .sort((one, other) => one.count - other.count)
        .map(({ owner }) => owner)
    },
    fullHosts: (owner) => fullHostsOf(shareOf(owner)),
    begin({ owner, host }) {
      const share = shareOf(owner)
      shares.set(owner, share)
      share.running.set(host, (share.running.get(host) ?? 0) + 1)
      inFlight++
    },
    end({ owner, host }, isSlow) {
      const share = shareOf(owner)
      const left = (share.running.get(host) ?? 1) - 1
      if (left > 0) share.running.set(host, left)
      else share.running.delete(host)
      inFlight--
      remember(share, host, isSlow)
      if (share.running.size === 0 && share.slow.size === 0) shares.delete(owner)
    },
  }
}

function fullHostsOf({ running, slow }: Share): Set<string> {
  const full = [...running].flatMap(([host, count]) => (count >= MAX_PER_HOST ? [host] : []))
  const slowRunning = sum([...running].flatMap(([host, count]) => (slow.has(host) ? [count] : [])))
  return new Set(slowRunning >= MAX_SLOW_PER_OWNER ? [...full, ...slow] : full)
}

function remember({ slow }: Share, host: string, isSlow: boolean): void {
  slow.delete(host)
  if (!isSlow) return
  slow.add(host)
  const [oldest] = slow
  if (slow.size > MAX_SLOW_HOSTS && oldest !== undefined) slow.delete(oldest)
}

function countOf({ running }: Share): number {
  return sum([...running.values()])
}

function sum(counts: number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
