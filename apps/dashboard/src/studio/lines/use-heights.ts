import { type RefObject, useMemo, useSyncExternalStore } from 'react'
import type { CueSession } from '../edits/cue-session.ts'
import { heightsOf } from './heights.ts'
import { useRowHeights } from './use-row-heights.ts'

/** The heights of the rows that are shown; none before the width of the list is known. */
export function useHeights(
  session: CueSession,
  shown: readonly string[],
  list: RefObject<HTMLElement | null>,
): readonly number[] {
  const heightOf = useRowHeights(list)
  const { listen, heights } = useMemo(() => heightsOf(session, shown, heightOf), [session, shown, heightOf])
  return useSyncExternalStore(listen, heights)
}
