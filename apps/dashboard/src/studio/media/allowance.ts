/** How many requests nobody waits for there may be. The rest is for those that are awaited. */
export interface Allowance {
  /** Whether one more may be made, which is then counted. */
  take(perMinute: number): boolean
  /** None for so long. */
  withhold(ms: number): void
  /** What the server says is left. Others use the same key, e.g. in another tab. */
  heard(headers: Headers): void
}

const SHARE = 1 / 4
export const MINUTE_MS = 60_000

export function createAllowance(): Allowance {
  let takenMs: number[] = []
  let withheldUntilMs = -Infinity
  const withhold = (ms: number) => {
    withheldUntilMs = Math.max(withheldUntilMs, performance.now() + ms)
  }
  return {
    take(perMinute) {
      const nowMs = performance.now()
      takenMs = takenMs.filter((atMs) => nowMs - atMs < MINUTE_MS)
      if (nowMs < withheldUntilMs || takenMs.length + 1 > perMinute * SHARE) return false
      takenMs.push(nowMs)
      return true
    },
    withhold,
    heard(headers) {
      const [limit = 0, remaining = 0, resetSeconds = 0] = ['limit', 'remaining', 'reset'].map((name) =>
        Number(headers.get(`x-ratelimit-${name}`)),
      )
      if (remaining < limit * (1 - SHARE)) withhold(Math.min(resetSeconds * 1000, MINUTE_MS))
    },
  }
}
