import { useEffect } from 'react'
import type { LiveTranslations } from 'video-translation-client/live'

/** Browsers allow six connections to a server, and hidden tabs must not use them up. */
const HIDDEN_FOR_MS = 30_000

export function usePauseWhileHidden(live: LiveTranslations): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const onChange = () => {
      clearTimeout(timer)
      if (document.hidden) timer = setTimeout(() => live.pause(), HIDDEN_FOR_MS)
      else if (live.connection.state !== 'live') live.resume()
    }
    const onOnline = () => live.resume()
    document.addEventListener('visibilitychange', onChange)
    addEventListener('online', onOnline)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', onChange)
      removeEventListener('online', onOnline)
    }
  }, [live])
}
