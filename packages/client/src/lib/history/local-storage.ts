import { type History, historyIn } from './history.ts'

/** The part of `Storage` that a history needs. */
interface Items {
  getItem(key: string): string | null
  setItem(key: string, text: string): void
}

/**
 * A history in `localStorage`, or in anything like it. `key` is the item's; use one for each
 * server. Default: `video-translation.history`.
 */
export function localStorageHistory(
  key = 'video-translation.history',
  storage: () => Items = () => localStorage,
): History {
  // If storage is forbidden, accessing `localStorage` throws, so it is accessed at the first use.
  return historyIn({
    load: () => storage().getItem(key) ?? undefined,
    save: (text) => storage().setItem(key, text),
  })
}
