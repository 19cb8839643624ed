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
  speak(cue: Cue, signal: AbortSignal): Promise<Clip>
}

export function createClips(language: string, speak: Speak, onKept: () => void): Clips {
  // By line first, because all lines are looked for with each count, and mostly none was spoken.
  const clips = new Map<string, Map<string, Clip>>()
  let count = 0
  const asked = new Map<string, Promise<Clip>>()
  const ask = async (cue: Cue, signal: AbortSignal): Promise<Clip> => {
    const key = soundKey(cue, language)
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
    get: (cue) => clips.get(cue.id)?.get(soundKey(cue, language)),
    async speak(cue, signal) {
      const asking = asked.get(soundKey(cue, language))
      if (asking === undefined) return await ask(cue, signal)
      // Undefined: who asked before has given up, or was refused.
      const found = await Promise.race([asking.catch(() => undefined), untilAborted(signal)])
      return found ?? (await ask(cue, signal))
    },
  }
}

/** Equal for lines that sound the same. */
export function soundKey(cue: Cue, language: string): string {
  return JSON.stringify([cue.id, cue.start, cue.end, wordingOf(cue, language)])
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
