/** Calls `work` for each item, for at most `limit` items at a time. */
export async function inParallel<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  // All workers take items from one iterator.
  const left = items.values()
  const workers = { length: Math.min(Math.max(1, limit) || 1, items.length) }
  await Promise.all(
    Array.from(workers, async () => {
      for (const item of left) await work(item)
    }),
  )
}
