/** What goes wrong with one exchange. Plain data: a table, a file or a simulator can name it, and every carrier plays it. */
export type Fault =
  /** Nobody listens. */
  | { kind: 'refused' }
  /** The connection is reset: before anything is done, after it was done but before the answer, or in mid-body. */
  | { kind: 'reset'; at: 'start' | 'done' | 'body' }
  /** The connection is closed in an orderly way, in mid-body. */
  | { kind: 'closed' }
  /** The exchange is complete, but the body ends in the middle of a word. */
  | { kind: 'truncated' }
  /** A pause before the headers, or in mid-body. */
  | { kind: 'slow'; part: 'headers' | 'body'; ms: number }
  /** Headers, and then nothing, for ever. */
  | { kind: 'silent' }
  /** Headers, and the body only when it is complete: what some proxies do to a stream. */
  | { kind: 'buffered' }
  /** Another answer than the API's. */
  | { kind: 'answer'; status: number; retryAfter?: RetryAfter; mediaType?: string; body?: string }
  /** The same address once more. */
  | { kind: 'redirect'; status: number }

/** A `Retry-After` as it is sent, or as the date that is so many seconds ahead. */
export type RetryAfter = string | { dateInSeconds: number }

/** Which exchanges a fault meets: the `from`th that matches and the `times - 1` after it. */
export interface FaultRule {
  /** `METHOD /path`; a `*` stands for one segment. */
  route: string
  /** Counted from 1. Default 1. */
  from?: number
  /** Default: for ever. */
  times?: number
  fault: Fault
}

/** The fault that meets the next exchange, if any. Each rule counts for itself; the first that applies is played. */
export type FaultPlan = (method: string, path: string) => Fault | undefined

export function createFaultPlan(rules: readonly FaultRule[]): FaultPlan {
  const counted = rules.map((rule) => ({ ...rule, matches: routePattern(rule.route), seen: 0 }))
  return (method, path) => {
    const matching = counted.filter(({ matches }) => matches.test(`${method} ${path}`))
    for (const rule of matching) rule.seen++
    return matching.find(isDue)?.fault
  }
}

function isDue({ seen, from = 1, times = Infinity }: FaultRule & { seen: number }): boolean {
  return seen >= from && seen < from + times
}

/** Everything but the `*` stands for itself. */
export function routePattern(route: string): RegExp {
  const literal = route.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${literal.replaceAll('*', '[^/]+')}$`)
}
