/** Combines calls that wait at the same time. */
export interface BatchOptions<Item, Result> {
  /** Resolves with a result for each item, in order. */
  run(items: Item[]): Promise<Result[]>
  /** The most items at once. */
  most: number
  /** Batches at the same time. */
  atOnce: number
}

/**
 * An item goes at once while fewer than `atOnce` batches run. Otherwise it joins those that wait
 * for the next one, so a busy database gets few large statements. The items that wait are shared
 * out evenly among the batches that may start, because one would leave the other place empty until
 * its end. If a batch fails, each of its items is tried alone, so that one failure does not affect
 * the others.
 */
export function createBatches<Item, Result>(
  options: BatchOptions<Item, Result>,
): (item: Item) => Promise<Result> {
  const { run, most, atOnce } = options
  const waiting: Waiting<Item, Result>[] = []
  let running = 0
  const start = (): void => {
    if (running === atOnce || waiting.length === 0) return
    const share = Math.ceil(waiting.length / (atOnce - running))
    running++
    void settle(waiting.splice(0, Math.min(share, most)), run).finally(() => {
      running--
      start()
    })
    start()
  }
  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    waiting.push({ item, resolve, reject })
    // Calls of the same turn of the event loop join the first of them.
    if (running < atOnce) queueMicrotask(start)
    return promise
  }
}

interface Waiting<Item, Result> {
  item: Item
  resolve(result: Result): void
  reject(error: unknown): void
}

/** Never rejects. */
async function settle<Item, Result>(
  batch: Waiting<Item, Result>[],
  run: BatchOptions<Item, Result>['run'],
): Promise<void> {
  try {
    const results = await run(batch.map(({ item }) => item))
    batch.forEach(({ resolve }, at) => resolve(results[at] as Result))
  } catch (error) {
    if (batch.length === 1) batch[0]?.reject(error)
    else await Promise.all(batch.map((each) => settle([each], run)))
  }
}
