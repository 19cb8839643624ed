/** Listeners by id. Changes are gathered, and delivered when `schedule` runs the delivery. */
export class Listeners {
  readonly #schedule: (deliver: () => void) => void
  readonly #byId = new Map<string, Set<() => void>>()
  #changed = new Set<string>()

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
    if (this.#changed.size === 0) this.#schedule(() => this.#deliver())
    this.#changed.add(id)
  }

  #deliver(): void {
    const changed = this.#changed
    this.#changed = new Set()
    for (const id of changed) for (const listener of this.#byId.get(id) ?? []) listener()
  }
}
