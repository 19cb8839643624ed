/** What has a time in an {@link Agenda}. */
export interface Planned {
  dueMs: number
  /** Where it is in the heap; -1 when it is not. */
  place: number
}

/** What is due when, soonest first: a binary heap, so that a hundred thousand cost a few steps each. */
export interface Agenda<T extends Planned> {
  readonly first: T | undefined
  readonly size: number
  plan(item: T, dueMs: number): void
  remove(item: T): void
}

export function createAgenda<T extends Planned>(): Agenda<T> {
  const heap: T[] = []
  return {
    get first() {
      return heap[0]
    },
    get size() {
      return heap.length
    },
    plan(item, dueMs) {
      item.dueMs = dueMs
      if (item.place < 0) item.place = heap.push(item) - 1
      settle(item)
    },
    remove(item) {
      const last = heap.pop()
      if (last && last !== item) {
        last.place = item.place
        settle(last)
      }
      item.place = -1
    },
  }

  function settle(item: T): void {
    for (let above = parent(item); above && above.dueMs > item.dueMs; above = parent(item)) swap(item, above)
    for (let below = child(item); below && below.dueMs < item.dueMs; below = child(item)) swap(below, item)
    heap[item.place] = item
  }

  function parent({ place }: T): T | undefined {
    return heap[(place - 1) >> 1]
  }

  function child({ place }: T): T | undefined {
    const [left, right] = [heap[2 * place + 1], heap[2 * place + 2]]
    return right && left && right.dueMs < left.dueMs ? right : left
  }

  function swap(up: T, down: T): void {
    ;[up.place, down.place] = [down.place, up.place]
    heap[up.place] = up
    heap[down.place] = down
  }
}
