import { now, sleep } from '../timers.ts'
import { LONGEST_PAUSE_MS, retryAfterMs } from './problem.ts'

/** The server's rate limit, learned from its answers. All requests of a client share one. */
export interface Limiter {
  /** Resolves when a request may be sent, and counts it as sent. */
  admit(signal: AbortSignal): Promise<void>
  heard(response: Response): void
}

export function createLimiter(): Limiter {
  let quota = 0
  let windowMs = 0
  let left = Infinity
  let untilMs = 0
  const hold = (count: number, ms: number): void => {
    left = count
    untilMs = now() + ms
  }

  return {
    async admit(signal) {
      for (;;) {
        if (now() >= untilMs) hold(quota || Infinity, windowMs)
        if (left >= 1) break
        await sleep(untilMs - now(), signal)
      }
      left--
    },
    heard({ status, headers }) {
      const askedMs = (status === 429 || status === 503) && retryAfterMs(headers)
      const { remaining, resetMs } = allowanceIn(headers)
      if (askedMs) hold(0, askedMs)
      else if (resetMs > 0) {
        // The most that remained just after a window began estimates the quota of a window.
        quota = Math.max(quota, remaining + 1)
        windowMs = Math.min(resetMs, LONGEST_PAUSE_MS)
        hold(remaining, windowMs)
      }
    },
  }
}

interface Allowance {
  remaining: number
  resetMs: number
}

/** The strictest policy in `RateLimit: "policy";r=50;t=30` and in the older headers. */
function allowanceIn(headers: Headers): Allowance {
  const older = (name: string): string | null =>
    headers.get(`ratelimit-${name}`) ?? headers.get(`x-ratelimit-${name}`)
  const policies = `${headers.get('ratelimit')},r=${older('remaining')};t=${older('reset')}`
  let strictest: Allowance = { remaining: Infinity, resetMs: 0 }
  for (const policy of policies.split(',')) {
    const remaining = Number(/\br=(\d+)/.exec(policy)?.[1])
    if (remaining < strictest.remaining) strictest = { remaining, resetMs: resetMsOf(policy) }
  }
  return strictest
}

function resetMsOf(policy: string): number {
  const ms = Number(/\bt=([\d.]+)(?![\w.])/.exec(policy)?.[1]) * 1000
  // Some servers send an instant instead of seconds.
  return ms > 1e12 ? ms - Date.now() : ms
}
