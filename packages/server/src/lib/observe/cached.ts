/** How long a result is used, and the clock for it. */
export interface CacheTimes {
  /** Default: 10 seconds. */
  leastAgeMs?: number
  /** Milliseconds that never go back. */
  now?: () => number
}

const LEAST_AGE_MS = 10_000
/** Loading takes at most a twentieth of the time. */
const PAUSE_FACTOR = 20

/**
 * Uses a result again for a while, and for longer if it took long to get: counting costs a database
 * more the more rows it has. Calls at the same time share one.
 */
export function createCached<T>(load: () => Promise<T>, times: CacheTimes = {}): () => Promise<T> {
  const { leastAgeMs = LEAST_AGE_MS, now = () => performance.now() } = times
  let last: { value: T; untilMs: number } | undefined
  let loading: Promise<T> | undefined
  const refresh = async (): Promise<T> => {
    const startMs = now()
    const value = await load()
    const tookMs = now() - startMs
    last = { value, untilMs: now() + Math.max(leastAgeMs, tookMs * PAUSE_FACTOR) }
    return value
  }
  return async () => {
    if (last !== undefined && now() < last.untilMs) return last.value
    loading ??= refresh().finally(() => (loading = undefined))
    return await loading
  }
}
