/** Calls `work` for each item, for at most `atOnce` of them at a time. */
export async function inParallel<T>(
  those: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  // All workers take items from one iterator.
  const left = those.values()
  const workers = { length: Math.min(Math.max(1, atOnce) || 1, those.length) }
  await Promise.all(
    Array.from(workers, async () => {
      for (const one of left) await work(one)
    }),
  )
}
