import { createContext, useContext } from 'react'
import { VideoTranslationClient } from 'video-translation-client'
import { fetchAhead } from './fetch-ahead.ts'
import { BASE } from './base.ts'
import { createLive, type LiveTranslations } from 'video-translation-client/live'

/** What the pages share while one key is used. */
export interface Session {
  readonly client: VideoTranslationClient
  readonly live: LiveTranslations
  readonly apiKey: string | undefined
  readonly hasKey: boolean
  signIn(key: string): void
  signOut(): void
}

export function connect(apiKey: string | undefined): Omit<Session, 'signIn' | 'signOut'> {
  const client = new VideoTranslationClient(BASE, {
    ...(apiKey !== undefined && { apiKey }),
    fetch: fetchAhead,
  })
  // Changes are drawn once a frame. A hidden tab gets no frames, and draws when it is seen again.
  const live = createLive(client, { schedule: (deliver) => void requestAnimationFrame(deliver) })
  return { client, live, apiKey, hasKey: apiKey !== undefined }
}

export const SessionContext = createContext<Session | undefined>(undefined)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('This component needs a session above it.')
  return session
}
