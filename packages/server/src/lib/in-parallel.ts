/**
 * Runs `work` on every item and resolves with the results in the order of the items. The first
 * failure, or the abort of `signal`, aborts the signal that `work` gets. The promise rejects with
 * that reason after all work under way has ended.
 */
export async function inParallel<item, result>(
  items: readonly item[],
  { concurrency, signal }: { concurrency: number; signal: AbortSignal },
  work: (item: item, signal: AbortSignal) => Promise<result>,
): Promise<result[]> {
  const results: result[] = []
  const queue = items.entries()
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const runLane = async () => {
    for (const [index, item] of queue) {
      either.throwIfAborted()
      results[index] = await work(item, either)
    }
  }
  const lanes = Array.from({ length: Math.min(concurrency, items.length) }, runLane)
  try {
    await Promise.all(lanes)
    return results
  } catch (error) {
    stop.abort(error)
    await Promise.allSettled(lanes)
    throw error
  }
}
