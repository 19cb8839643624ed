import type { Store } from '../../store/store.ts'

/**
 * Announces changes of one translation or of all. An event is only a hint: listeners read the row.
 */
export interface Changes {
  /** Calls back when this translation has changed or was removed. */
  of(id: string, listener: () => void): () => void
  /** Calls back with the id of each changed translation. */
  all(listener: (id: string) => void): () => void
  close(): void
}

/** Uses one subscription to the store, however many listeners there are. */
export function createChanges(store: Store): Changes {
  const byId = new Map<string, Set<() => void>>()
  const everything = new Set<(id: string) => void>()
  const unsubscribe = store.onChange((id) => {
    for (const listener of byId.get(id) ?? []) listener()
    for (const listener of everything) listener(id)
  })
  return {
    of(id, listener) {
      const listeners = byId.get(id) ?? new Set()
      byId.set(id, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0 && byId.get(id) === listeners) byId.delete(id)
      }
    },
    all(listener) {
      everything.add(listener)
      return () => everything.delete(listener)
    },
    close: unsubscribe,
  }
}
