/**
 * Keeps an answer for `freshMs`. Calls at the same time share one reading. A failure is not kept.
 */
export function createCache<T>(read: () => Promise<T>, freshMs: number): () => Promise<T> {
  let readAtMs = -Infinity
  let reading: Promise<T> | undefined
  return () => {
    const now = performance.now()
    if (reading !== undefined && now - readAtMs < freshMs) return reading
    readAtMs = now
    const answer = read()
    answer.catch(() => (reading = undefined))
    return (reading = answer)
  }
}
