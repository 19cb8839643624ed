/** Calls listeners in the same process. An event is only a hint: listeners read the row. */
export interface Emitter<Args extends unknown[]> {
  on(listener: (...args: Args) => void): () => void
  emit(...args: Args): void
}

export function createEmitter<Args extends unknown[]>(): Emitter<Args> {
  const listeners = new Set<(...args: Args) => void>()
  return {
    on(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    emit(...args) {
      for (const listener of listeners) listener(...args)
    },
  }
}
