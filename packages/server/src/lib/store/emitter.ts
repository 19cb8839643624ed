/** Tells listeners of the same process that something changed. Only a hint: whoever hears it reads the row. */
export interface Hint<Args extends unknown[]> {
  on(listener: (...args: Args) => void): () => void
  emit(...args: Args): void
}

export function createHint<Args extends unknown[]>(): Hint<Args> {
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
