/** An item of a {@link PollQueue}. */
export interface Queued {
  dueMs: number
  /** Its index in the heap. -1 if it is not queued. */
  heapIndex: number
}

/** Orders items by their due time. It is a binary heap, which stays fast with 100,000 items. */
export class PollQueue<T extends Queued> {
  readonly #heap: T[] = []

  get first(): T | undefined {
    return this.#heap[0]
  }

  get size(): number {
    return this.#heap.length
  }

  /** Adds an item, or moves it. */
  plan(item: T, dueMs: number): void {
    item.dueMs = dueMs
    if (item.heapIndex < 0) item.heapIndex = this.#heap.push(item) - 1
    this.#settle(item)
  }

  remove(item: T): void {
    if (item.heapIndex < 0) return
    const last = this.#heap.pop()
    if (last && last !== item) {
      last.heapIndex = item.heapIndex
      this.#settle(last)
    }
    item.heapIndex = -1
  }

  #settle(item: T): void {
    for (let above = this.#parent(item); above && above.dueMs > item.dueMs; above = this.#parent(item))
      this.#swap(item, above)
    for (let below = this.#child(item); below && below.dueMs < item.dueMs; below = this.#child(item))
      this.#swap(below, item)
    this.#heap[item.heapIndex] = item
  }

  #parent({ heapIndex }: T): T | undefined {
    return this.#heap[(heapIndex - 1) >> 1]
  }

  /** The child that is due sooner. */
  #child({ heapIndex }: T): T | undefined {
    const left = this.#heap[2 * heapIndex + 1]
    const right = this.#heap[2 * heapIndex + 2]
    return right && left && right.dueMs < left.dueMs ? right : left
  }

  #swap(up: T, down: T): void {
    const { heapIndex } = up
    up.heapIndex = down.heapIndex
    down.heapIndex = heapIndex
    this.#heap[up.heapIndex] = up
    this.#heap[down.heapIndex] = down
  }
}
