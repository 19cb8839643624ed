import { useSyncExternalStore } from 'react'

const query = matchMedia('(max-width: 720px)')

/** Whether the window is as narrow as a phone. The style sheets use the same limit. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(listen, () => query.matches)
}

function listen(listener: () => void): () => void {
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}
