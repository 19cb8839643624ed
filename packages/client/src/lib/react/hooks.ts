import { createContext, useCallback, useContext, useMemo, useSyncExternalStore } from 'react'
import type { LiveConnection } from '../live/live-connection.ts'
import type { LiveList, LiveListState } from '../live/live-list.ts'
import type { LiveFilter } from '../live/matches.ts'
import type { LiveTranslations } from '../live/live.ts'
import type { Translation } from '../translation.ts'

const Live = createContext<LiveTranslations | undefined>(undefined)

/** Gives the hooks below it what to follow: `<LiveProvider value={createLive(client)}>`. */
export const LiveProvider = Live.Provider

function useLive(): LiveTranslations {
  const live = useContext(Live)
  if (!live) throw new Error('The hooks of video-translation-client/react need a LiveProvider above them.')
  return live
}

/**
 * The newest state of a translation, while the component is shown. Undefined until it is known;
 * null when it does not exist or was deleted.
 */
export function useTranslation(id: string): Translation | null | undefined {
  const live = useLive()
  const subscribe = useCallback((onChange: () => void) => live.follow(id, onChange), [live, id])
  const read = () => live.get(id)
  return useSyncExternalStore(subscribe, read, read)
}

/**
 * The ids of the translations that match, newest first, page by page. Render each with
 * {@link useTranslation}, so that a change draws one row and not the list. Newer ones wait in
 * `newer` until `showNewer`.
 */
export function useTranslations(
  filter: LiveFilter = {},
): LiveListState & Pick<LiveList, 'more' | 'reload' | 'showNewer'> {
  const live = useLive()
  const key = JSON.stringify(filter)
  const list = useMemo(() => live.list(JSON.parse(key) as LiveFilter), [live, key])
  const subscribe = useCallback((onChange: () => void) => list.listen(onChange), [list])
  const read = () => list.state
  const state = useSyncExternalStore(subscribe, read, read)
  return {
    ...state,
    more: () => list.more(),
    reload: () => list.reload(),
    showNewer: () => list.showNewer(),
  }
}

/** The state of the connection, to tell a person that what is shown may be old. */
export function useLiveConnection(): LiveConnection {
  const live = useLive()
  const subscribe = useCallback((onChange: () => void) => live.onConnection(onChange), [live])
  const read = () => live.connection
  return useSyncExternalStore(subscribe, read, read)
}
