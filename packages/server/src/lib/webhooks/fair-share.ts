import type { Lane } from '../store/outbox.ts'

/** Decides which deliveries may begin while others are under way, so that slow receivers delay only their owner. */
export interface FairShare {
  /** The owners that may begin one more, those with the fewest under way first. */
  inTurn(owners: string[]): string[]
  /** Hosts that an owner may not begin with just now. */
  fullHosts(owner: string): ReadonlySet<string>
  begin(lane: Lane): void
  /**
   * @param isSlow whether the receiver failed or took long. Until a delivery succeeds quickly, all slow hosts together get
   * at most half of the owner's slots.
   */
  end(lane: Lane, isSlow: boolean): void
}

/** Connections in all; beyond that, owners have what is kept free for each. */
const AT_ONCE = 128
const PER_OWNER = 16
const PER_HOST = 4
const SLOW_PER_OWNER = 8
/** So many deliveries begin for an owner however many others are under way. */
const KEPT_FREE = 2
/** Slow hosts that are remembered for an owner. */
const REMEMBERED = 500

interface Share {
  running: Map<string, number>
  slow: Set<string>
}

export function createFairShare(): FairShare {
  const shares = new Map<string, Share>()
  let underWay = 0
  const shareOf = (owner: string): Share => shares.get(owner) ?? { running: new Map(), slow: new Set() }
  return {
    inTurn(owners) {
      const counted = owners.map((owner) => ({ owner, count: countOf(shareOf(owner)) }))
      return counted
        .filter(({ count }) => count < KEPT_FREE || (count < PER_OWNER && underWay < AT_ONCE))
        .sort((one, other) => one.count - other.count)
        .map(({ owner }) => owner)
    },
    fullHosts: (owner) => fullHostsOf(shareOf(owner)),
    begin({ owner, host }) {
      const share = shareOf(owner)
      shares.set(owner, share)
      share.running.set(host, (share.running.get(host) ?? 0) + 1)
      underWay++
    },
    end({ owner, host }, isSlow) {
      const share = shareOf(owner)
      const left = (share.running.get(host) ?? 1) - 1
      if (left > 0) share.running.set(host, left)
      else share.running.delete(host)
      underWay--
      remember(share, host, isSlow)
      if (share.running.size === 0 && share.slow.size === 0) shares.delete(owner)
    },
  }
}

function fullHostsOf({ running, slow }: Share): Set<string> {
  const full = [...running].flatMap(([host, count]) => (count >= PER_HOST ? [host] : []))
  const slowRunning = sum([...running].flatMap(([host, count]) => (slow.has(host) ? [count] : [])))
  return new Set(slowRunning >= SLOW_PER_OWNER ? [...full, ...slow] : full)
}

function remember({ slow }: Share, host: string, isSlow: boolean): void {
  slow.delete(host)
  if (!isSlow) return
  slow.add(host)
  const [oldest] = slow
  if (slow.size > REMEMBERED && oldest !== undefined) slow.delete(oldest)
}

function countOf({ running }: Share): number {
  return sum([...running.values()])
}

function sum(counts: number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
