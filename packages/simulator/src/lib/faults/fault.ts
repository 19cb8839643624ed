/** A fault of one exchange, as plain data that a table or a file can name. */
export type Fault =
  /** The connection is refused. */
  | { kind: 'refused' }
  /**
   * The connection is reset: before the request is handled, before the answer, or within the body.
   */
  | { kind: 'reset'; at: 'start' | 'done' | 'body' }
  /** The connection is closed properly, but within the body. */
  | { kind: 'closed' }
  /** The exchange ends properly, but half of the body is missing. */
  | { kind: 'truncated' }
  /** A pause before the headers, or within the body. */
  | { kind: 'slow'; part: 'headers' | 'body'; ms: number }
  /** Headers, then nothing, forever. */
  | { kind: 'silent' }
  /** The body is sent only once it is complete, as some proxies treat a stream. */
  | { kind: 'buffered' }
  /** An answer that replaces the API's. */
  | { kind: 'answer'; status: number; retryAfter?: RetryAfter; mediaType?: string; body?: string }
  /** A redirect to the same address. */
  | { kind: 'redirect'; status: number }

/** A `Retry-After` header: its text, or a date that many seconds from now. */
export type RetryAfter = string | { dateInSeconds: number }

/** A fault of the `from`th exchange that matches the route and of the `times - 1` after it. */
export interface FaultRule {
  /** `METHOD /path`. A `*` stands for one or more characters within a segment. */
  route: string
  /** First exchange, counted from 1. Default: 1. */
  from?: number
  /** Number of exchanges. Default: all from then on. */
  times?: number
  fault: Fault
}

/**
 * Returns the fault of the next exchange, if any. Each rule counts on its own; the first that
 * applies wins.
 */
export type FaultPlan = (method: string, path: string) => Fault | undefined

/** Makes the function that says which fault meets a request. Each rule counts its own requests. */
export function createFaultPlan(rules: readonly FaultRule[]): FaultPlan {
  const counted = rules.map((rule) => ({ ...rule, matches: routePattern(rule.route), count: 0 }))
  return (method, path) => {
    const matching = counted.filter(({ matches }) => matches.test(`${method} ${path}`))
    for (const rule of matching) rule.count++
    return matching.find(isDue)?.fault
  }
}

function isDue({ count, from = 1, times = Infinity }: FaultRule & { count: number }): boolean {
  return count >= from && count < from + times
}

/** Turns a route into a pattern. Every character but `*` stands for itself. */
export function routePattern(route: string): RegExp {
  const literal = route.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${literal.replaceAll('*', '[^/]+')}$`)
}
