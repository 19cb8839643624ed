import type { Cue, CueFit } from 'video-translation-client'

/** A line that was spoken for a listener. */
export interface Clip {
  /** Where it is, or the sound itself. */
  sound: string | Blob
  /** How it would fit. Absent where the server does not say. */
  fit?: CueFit | undefined
}

export interface Wording {
  text: string
  voice: string | undefined
}

/** Speaks a wording that is not applied yet. */
export type Speak = (cue: string, wording: Wording, signal: AbortSignal) => Promise<Clip>

/** The clips of wordings, each of which is spoken once. */
export interface Clips {
  /** How many were spoken. */
  readonly count: number
  /** The clip of the line as it stands. Undefined: it was not spoken yet. */
  get(cue: Cue): Clip | undefined
  /** Speaks the line, or waits for whoever has asked for the same. */
  speak(cue: Cue, speak: Speak, signal: AbortSignal): Promise<Clip>
}

/** The lines of a target, as far as they decide how one of them sounds. */
export interface Lines {
  readonly language: string
  /** When the next line begins, before which this one must end. Undefined: it is the last. */
  nextStart(cue: Cue): number | undefined
}

export function createClips(lines: Lines, onKept: () => void): Clips {
  const { language } = lines
  // By line first, because all lines are looked for with each count, and mostly none was spoken.
  const clips = new Map<string, Map<string, Clip>>()
  let count = 0
  const asked = new Map<string, Promise<Clip>>()
  const ask = async (cue: Cue, speak: Speak, signal: AbortSignal): Promise<Clip> => {
    const key = soundKey(cue, lines)
    const asking = speak(cue.id, wordingOf(cue, language), signal)
    asked.set(key, asking)
    try {
      const clip = await asking
      clips.set(cue.id, (clips.get(cue.id) ?? new Map<string, Clip>()).set(key, clip))
      count++
      onKept()
      return clip
    } finally {
      if (asked.get(key) === asking) asked.delete(key)
    }
  }
  return {
    get count() {
      return count
    },
    get: (cue) => clips.get(cue.id)?.get(soundKey(cue, lines)),
    async speak(cue, speak, signal) {
      const asking = asked.get(soundKey(cue, lines))
      if (asking === undefined) return await ask(cue, speak, signal)
      // Undefined: who asked before has given up, or was refused.
      const found = await Promise.race([asking.catch(() => undefined), untilAborted(signal)])
      return found ?? (await ask(cue, speak, signal))
    },
  }
}

/** Equal for lines that sound the same: a server takes the speaker and the time from its cues. */
export function soundKey(cue: Cue, lines: Lines): string {
  const { id, start, end, speaker = null } = cue
  const nextStart = lines.nextStart(cue) ?? null
  return JSON.stringify([id, start, end, nextStart, speaker, wordingOf(cue, lines.language)])
}

function wordingOf({ targets }: Cue, language: string): Wording {
  const { text, voice } = targets[language] ?? {}
  return { text: text ?? '', voice }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  )
}
