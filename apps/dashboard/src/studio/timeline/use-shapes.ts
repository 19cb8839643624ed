import { useMemo, useSyncExternalStore } from 'react'
import type { Cue } from 'video-translation-client'
import type { CueSession } from '../edits/cue-session.ts'

/** The lines as they are drawn. With each letter of a text the list stays the same. */
export function useShapes(session: CueSession): readonly Cue[] {
  const { listen, shapes } = useMemo(() => shapesOf(session), [session])
  return useSyncExternalStore(listen, shapes)
}

function shapesOf(session: CueSession) {
  let last: readonly Cue[] = []
  return {
    listen: (listener: () => void) => session.listen(listener),
    shapes(): readonly Cue[] {
      const cues = session.cues()
      const isSame =
        cues.length === last.length && cues.every((cue, at) => looksLike(cue, last[at], session.language))
      if (!isSame) last = cues
      return last
    },
  }
}

function looksLike(cue: Cue, other: Cue | undefined, language: string): boolean {
  if (cue === other) return true
  if (cue.id !== other?.id || cue.start !== other.start || cue.end !== other.end) return false
  return cue.targets[language]?.fit === other.targets[language]?.fit
}
