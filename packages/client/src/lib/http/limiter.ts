import { now } from '../timers.ts'
import { retryAfterMs } from './retry-after.ts'

/** What the server allows, learned from its answers. One for all requests of a client. */
export interface Limiter {
  /** Milliseconds until a request may go. 0: now, and it counts as gone. */
  take(): number
  heard(response: Response): void
}

const LONGEST_MS = 60_000

export function createLimiter(): Limiter {
  let quota = 0
  let windowMs = 0
  let left = Infinity
  let untilMs = 0

  return {
    take() {
      if (now() >= untilMs) {
        left = quota || Infinity
        untilMs = now() + windowMs
      }
      if (left < 1) return untilMs - now()
      left--
      return 0
    },
    heard({ status, headers }) {
      const asked = status === 429 || status === 503 ? retryAfterMs(headers) : undefined
      const { remaining, resetMs } = allowance(headers)
      if (asked) hold(0, asked)
      else if (remaining >= 0 && resetMs > 0) {
        // What is left just after a new window began is the best guess of how much each has.
        quota = Math.max(quota, remaining + 1)
        windowMs = Math.min(resetMs, LONGEST_MS)
        hold(remaining, windowMs)
      }
    },
  }

  function hold(count: number, ms: number): void {
    left = count
    untilMs = now() + ms
  }
}

/** From `RateLimit: "policy";r=50;t=30`, the strictest where there are several, or the headers that came before it. */
function allowance(headers: Headers): { remaining: number; resetMs: number } {
  const parts = (headers.get('ratelimit') ?? '').split(',').map((part) => ({
    remaining: Number(/\br(?:emaining)?=(\d+)/.exec(part)?.[1]),
    resetMs: Number(/\bt=(\d+)/.exec(part)?.[1]) * 1000,
  }))
  const strictest = parts.reduce((a, b) => (b.remaining < a.remaining ? b : a))
  if (strictest.remaining >= 0) return strictest
  const older = (name: string): number =>
    Number(headers.get(`ratelimit-${name}`) ?? headers.get(`x-ratelimit-${name}`) ?? undefined)
  const resetMs = older('reset') * 1000
  // Some give the instant instead of the seconds until then.
  return { remaining: older('remaining'), resetMs: resetMs > 1e12 ? resetMs - Date.now() : resetMs }
}
