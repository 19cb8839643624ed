/** What is due, and what to do with each of it. */
export interface DueWork {
  /** Finds the ids that are due, the longest due first, after leaving out the first `skip`. */
  find(limit: number, skip: number): Promise<string[]>
  /** Resolves with whether it did something. */
  handle(id: string): Promise<boolean>
  /** Receives what `handle` rejects with. */
  onError(id: string, error: unknown): void
  /** The most ids of one search. Default: 50. */
  batch?: number
  /** Stops after the current id. */
  signal?: AbortSignal
}

/**
 * Handles everything that is due, batch by batch. What stays due after its turn, because it is
 * damaged or fails, is skipped, or it would fill each batch and nothing else had a turn.
 * @returns how many it did something with
 */
export async function drainDue({ find, handle, onError, batch = 50, signal }: DueWork): Promise<number> {
  const tried = new Set<string>()
  let handled = 0
  for (let skip = 0; ;) {
    const ids = await find(batch, skip)
    skip += ids.filter((id) => tried.has(id)).length
    for (const id of ids) {
      if (signal?.aborted) return handled
      if (tried.has(id)) continue
      tried.add(id)
      const isDone = await handle(id).catch((error: unknown) => onError(id, error))
      if (isDone) handled++
    }
    if (ids.length < batch) return handled
  }
}
