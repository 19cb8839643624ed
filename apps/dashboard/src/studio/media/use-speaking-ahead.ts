import { useEffect } from 'react'
import { useEngines } from '../../session/engines.ts'
import type { CueSession } from '../edits/cue-session.ts'
import type { Hearing } from './hearing.ts'
import { SpeakAhead } from './speak-ahead.ts'

/**
 * Has corrected lines spoken before anybody asks, where that costs nothing: a clip that was made
 * for a listener is the one that a result uses.
 */
export function useSpeakingAhead(session: CueSession, hearing: Hearing, engine: string): void {
  const { data: engines } = useEngines()
  const { free = false, perMinute = 0 } = engines?.find(({ name }) => name === engine)?.previews ?? {}
  useEffect(() => {
    if (!free || perMinute === 0) return undefined
    const { language } = session
    const ahead = new SpeakAhead({ language, hearing, perMinute, lineOf: (id) => session.get(id) })
    const unlisten = listenToSaves(session, ahead)
    const onVisibility = () => (document.hidden ? ahead.pause() : ahead.resume())
    onVisibility()
    document.addEventListener('visibilitychange', onVisibility)
    return () => {
      document.removeEventListener('visibilitychange', onVisibility)
      unlisten()
      ahead.stop()
    }
  }, [session, hearing, free, perMinute])
}

function listenToSaves(session: CueSession, ahead: SpeakAhead): () => void {
  let { lastSaved } = session.state
  return session.listen(() => {
    if (session.state.lastSaved === lastSaved) return
    lastSaved = session.state.lastSaved
    ahead.saved(lastSaved)
  })
}
