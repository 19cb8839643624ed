import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { EngineInfo } from 'video-translation-client'
import { enginesQuery, useEngines } from '../../session/engines.ts'
import { useSession } from '../../session/session.ts'
import type { CueSession } from '../edits/cue-session.ts'
import type { Hearing } from './hearing.ts'
import { SpeakAhead } from './speak-ahead.ts'
import { useBackground } from './use-background.ts'

/**
 * Has corrected lines spoken before anybody asks, where that costs nothing: a clip that was made
 * for a listener is the one that a result uses.
 */
export function useSpeakingAhead(session: CueSession, hearing: Hearing, engine: string): void {
  const { client } = useSession()
  const { allowance } = useBackground()
  const queries = useQueryClient()
  const { free, perMinute } = previewsOf(engine, useEngines().data)
  useEffect(() => {
    if (!free || perMinute === 0) return undefined
    const { language } = session
    // They are read again when they are older than a minute.
    const isFree = async () => previewsOf(engine, await queries.fetchQuery(enginesQuery(client))).free
    const lineOf = (id: string) => session.get(id)
    const ahead = new SpeakAhead({ language, hearing, allowance, perMinute, lineOf, isFree })
    const unlisten = listenToSaves(session, ahead)
    const onVisibility = () => (document.hidden ? ahead.pause() : ahead.resume())
    onVisibility()
    document.addEventListener('visibilitychange', onVisibility)
    return () => {
      document.removeEventListener('visibilitychange', onVisibility)
      unlisten()
      ahead.stop()
    }
  }, [session, hearing, engine, client, queries, allowance, free, perMinute])
}

function previewsOf(engine: string, engines: readonly EngineInfo[] = []) {
  const { free = false, perMinute = 0 } = engines.find(({ name }) => name === engine)?.previews ?? {}
  return { free, perMinute }
}

function listenToSaves(session: CueSession, ahead: SpeakAhead): () => void {
  let { lastSaved } = session.state
  return session.listen(() => {
    if (session.state.lastSaved === lastSaved) return
    lastSaved = session.state.lastSaved
    ahead.saved(lastSaved)
  })
}
