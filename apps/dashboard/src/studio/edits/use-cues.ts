import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { CueEdit, Translation, VideoTranslationClient } from 'video-translation-client'
import { useSession } from '../../session/session.ts'
import { say } from '../../shell/message-store.ts'
import { afterPaint } from '../../ui/after-paint.ts'
import { useWords } from '../../words/words.ts'
import { CueSession } from './cue-session.ts'
import type { CueRequests, SessionState } from './cue-session-state.ts'
import { keptChanges } from './kept-changes.ts'

/** The session of one target, and why its cues could not be read. */
export interface Cues {
  session: CueSession
  isLoaded: boolean
  error: unknown
  reload(): void
}

/** Edits the cues of one target. They are read again when a newer result has come. */
export function useCues({ id, revision, cueRevision = 0, status }: Translation, language: string): Cues {
  const { client } = useSession()
  const { t } = useWords()
  const [loaded, setLoaded] = useState<{ session: CueSession; error: unknown }>()
  const session = useMemo(() => {
    const lost = (words: string) => say('ask', t('conflict.lost', { words }))
    const unapproved = () => say('ask', t('conflict.again'))
    return createSession(client, { id, language, lost, unapproved })
  }, [client, id, language])
  useEffect(() => () => session.close(), [session])
  useTellingBeforeTheEnd(session)
  const load = () =>
    session.load().then(
      () => setLoaded({ session, error: undefined }),
      (error: unknown) => setLoaded({ session, error }),
    )
  useEffect(() => void load(), [session, revision, status])
  // The edits of others come at once, also those that came while the cues were read first.
  useEffect(() => {
    if (session.state.revision > 0) void session.reach(cueRevision).catch(() => {})
  }, [session, cueRevision, loaded])
  const isCurrent = loaded?.session === session
  return {
    session,
    isLoaded: isCurrent && (!loaded.error || session.state.ids.length > 0),
    error: isCurrent ? loaded.error : undefined,
    reload: () => void load(),
  }
}

/** A tab that is closed, or put aside and perhaps never seen again, has no next picture. */
function useTellingBeforeTheEnd(session: CueSession): void {
  useEffect(() => {
    const tell = () => session.tell()
    addEventListener('pagehide', tell)
    document.addEventListener('visibilitychange', tell)
    return () => {
      removeEventListener('pagehide', tell)
      document.removeEventListener('visibilitychange', tell)
    }
  }, [session])
}

/** A part of the state. A component that needs a part is not drawn for the rest. */
export function useSessionState<Part extends keyof SessionState>(
  session: CueSession,
  part: Part,
): SessionState[Part] {
  const subscribe = useMemo(() => (listener: () => void) => session.listen(listener), [session])
  return useSyncExternalStore(subscribe, () => session.state[part])
}

/** One cue. A change of another one does not draw the component again. */
export function useCue(session: CueSession, id: string) {
  const subscribe = useMemo(() => (listener: () => void) => session.listen(listener), [session])
  const cue = useSyncExternalStore(subscribe, () => session.get(id))
  const theirs = useSyncExternalStore(subscribe, () => session.conflict(id))
  const refusal = useSyncExternalStore(subscribe, () => session.refusal(id))
  return { cue, theirs, refusal }
}

interface SessionOptions extends Pick<CueRequests, 'lost' | 'unapproved'> {
  id: string
  language: string
}

function createSession(
  client: VideoTranslationClient,
  { id, language, ...losses }: SessionOptions,
): CueSession {
  const requests = {
    ...losses,
    read: () => client.cues(id),
    edit: (revision: number, edits: readonly CueEdit[]) =>
      client.editCues(id, { revision, edits: [...edits] }),
  }
  return new CueSession(language, requests, keptChanges(id, language), afterPaint)
}
