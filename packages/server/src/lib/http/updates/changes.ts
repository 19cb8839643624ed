import type { Store } from '../../store/store.ts'

/** Tells of changes, by id or all of them. Hints only: whoever is told reads the row. */
export interface Changes {
  /** Calls back when this translation has changed or is gone. */
  of(id: string, listener: () => void): () => void
  /** Calls back with the id of whatever changes. */
  all(listener: (id: string) => void): () => void
  close(): void
}

/** One subscription to the store, however many wait. */
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
