import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { Cue } from 'video-translation-client'
import type { CueSession } from '../edits/cue-session.ts'
import { useSessionState } from '../edits/use-cues.ts'
import type { Hearing } from '../media/hearing.ts'
import { type Fit, fitOf, paceOf, slotOf } from './pace.ts'

/** The fit of a line as it stands. */
export type FitOf = (cue: Cue) => Fit

/** It is the same function until a new result has come, or a line was spoken. */
export function useFits(session: CueSession, hearing: Hearing, durationSeconds: number | undefined): FitOf {
  const { language } = session
  const revision = useSessionState(session, 'revision')
  const reads = useSessionState(session, 'reads')
  const known = useSyncExternalStore(hearing.listen, () => hearing.known)
  // The pace changes only with a new result, not with each letter.
  const pace = useMemo(() => paceOf(session.cues(), language), [session, language, revision, reads])
  return useCallback(
    (cue: Cue) => {
      const slotSeconds = slotOf(cue, session.cues(), durationSeconds)
      return fitOf(cue, { language, pace, slotSeconds, heard: hearing.fitOf(cue) })
    },
    [session, hearing, language, pace, durationSeconds, known],
  )
}
