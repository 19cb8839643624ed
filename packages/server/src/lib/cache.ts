/** How long an answer counts, and how many are kept. */
export interface CacheLimits {
  freshMs: number
  /** Default: 1,000. */
  max?: number
  /** Milliseconds that never go back. */
  now?: () => number
}

/**
 * Keeps the answers of the last moments, each by its key. Calls at the same time share one reading.
 * A failure is not kept.
 */
export function createCache<T>(
  read: (key: string) => Promise<T>,
  { freshMs, max = 1_000, now = () => performance.now() }: CacheLimits,
) {
  const known = new Map<string, { untilMs: number; answer: Promise<T> }>()
  return {
    get(key = ''): Promise<T> {
      const found = known.get(key)
      if (found && found.untilMs > now()) return found.answer
      if (known.size >= max) known.clear()
      const answer = read(key)
      known.set(key, { untilMs: now() + freshMs, answer })
      answer.catch(() => known.delete(key))
      return answer
    },
    clear: () => known.clear(),
  }
}
