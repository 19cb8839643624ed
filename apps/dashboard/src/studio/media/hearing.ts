import type { Cue, CueFit } from 'video-translation-client'

/** A line that was spoken for a listener. */
export interface Clip {
  url: string
  /** How it would fit. Absent where the server does not say. */
  fit?: CueFit | undefined
}

/** The requests of listening. */
export interface HearRequests {
  /** Speaks a wording that is not applied yet. */
  speak(cue: string, wording: Wording): Promise<Clip>
  /** The line as the result has it. Undefined: the server does not keep it by itself. */
  current(cue: string): Promise<Clip | undefined>
  /** Plays a clip to its end, or until another one is played. */
  play(url: string): Promise<void>
}

export interface Wording {
  text: string
  voice: string | undefined
}

/** Lets a person hear one line. What was heard once is not spoken again. */
export interface Hearing {
  /** The cue that is being spoken or played. It is the same object until something changes. */
  readonly state: { readonly cue: string | undefined }
  /** How the wording would fit, once it was heard. */
  fitOf(cue: Cue): CueFit | undefined
  /** The wording as it stands in the line. */
  hear(cue: Cue): Promise<void>
  /** The line as the result has it. False: only the result itself has it. */
  hearCurrent(cue: Cue): Promise<boolean>
  listen(listener: () => void): () => void
}

export function createHearing(language: string, requests: HearRequests): Hearing {
  const listeners = new Set<() => void>()
  const clips = new Map<string, Clip>()
  let state: Hearing['state'] = { cue: undefined }
  const set = (cue: string | undefined) => {
    state = { cue }
    for (const listener of listeners) listener()
  }
  const wordingOf = ({ targets }: Cue): Wording => ({
    text: targets[language]?.text ?? '',
    voice: targets[language]?.voice,
  })
  const keyOf = (cue: Cue) => JSON.stringify([cue.id, cue.start, cue.end, wordingOf(cue)])
  /** Another line may be asked for while one is spoken. The last one asked for is played. */
  const playing = async (cue: Cue, clip: Promise<Clip | undefined>): Promise<boolean> => {
    set(cue.id)
    const mine = state
    try {
      const { url } = (await clip) ?? {}
      if (url !== undefined && state === mine) await requests.play(url)
      return url !== undefined
    } finally {
      if (state === mine) set(undefined)
    }
  }
  const spoken = async (cue: Cue): Promise<Clip> => {
    const key = keyOf(cue)
    const clip = clips.get(key) ?? (await requests.speak(cue.id, wordingOf(cue)))
    clips.set(key, clip)
    return clip
  }
  return {
    get state() {
      return state
    },
    // All lines are asked with each count, and mostly none was heard.
    fitOf: (cue) => (clips.size === 0 ? undefined : clips.get(keyOf(cue))?.fit),
    hear: async (cue) => void (await playing(cue, spoken(cue))),
    hearCurrent: (cue) => playing(cue, requests.current(cue.id)),
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
