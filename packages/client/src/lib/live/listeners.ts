/** A page draws so many changes in one frame without a pause that a person notices. */
const MOST_AT_ONCE = 8

/**
 * Listeners by id. Changes are gathered, and delivered when `schedule` runs the delivery, a few in
 * each.
 */
export class Listeners {
  readonly #schedule: (deliver: () => void) => void
  readonly #byId = new Map<string, Set<() => void>>()
  readonly #changed = new Set<string>()
  #isScheduled = false

  constructor(schedule: (deliver: () => void) => void) {
    this.#schedule = schedule
  }

  /** How many ids have a listener. */
  get size(): number {
    return this.#byId.size
  }

  ids(): string[] {
    return [...this.#byId.keys()]
  }

  add(id: string, listener: () => void): () => void {
    const all = this.#byId.get(id) ?? new Set()
    this.#byId.set(id, all.add(listener))
    return () => {
      all.delete(listener)
      if (all.size === 0 && this.#byId.get(id) === all) this.#byId.delete(id)
    }
  }

  changed(id: string): void {
    if (!this.#byId.has(id)) return
    this.#changed.add(id)
    this.#deliverSoon()
  }

  #deliverSoon(): void {
    if (this.#isScheduled || this.#changed.size === 0) return
    this.#isScheduled = true
    this.#schedule(() => this.#deliver())
  }

  #deliver(): void {
    this.#isScheduled = false
    for (const id of [...this.#changed].slice(0, MOST_AT_ONCE)) {
      this.#changed.delete(id)
      for (const listener of this.#byId.get(id) ?? []) listener()
    }
    this.#deliverSoon()
  }
}
