import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { LiveProvider } from 'video-translation-client/react'
import { keepApiKey, readApiKey } from './api-key.ts'
import { connect, type Session, SessionContext } from './session.ts'
import { usePauseWhileHidden } from './pause-while-hidden.ts'

/** Keeps one client and one connection for each key. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [apiKey, setApiKey] = useState(readApiKey)
  const queries = useQueryClient()
  const connected = useMemo(() => connect(apiKey), [apiKey])
  usePauseWhileHidden(connected.live)
  useEffect(
    () => () => {
      connected.live.close()
      connected.client.close()
    },
    [connected],
  )
  const session = useMemo((): Session => {
    const use = (key: string | undefined) => {
      keepApiKey(key)
      queries.clear()
      setApiKey(key)
    }
    return { ...connected, signIn: use, signOut: () => use(undefined) }
  }, [connected, queries])
  return (
    <SessionContext value={session}>
      <LiveProvider value={session.live}>{children}</LiveProvider>
    </SessionContext>
  )
}
