import type { Cue, CueFit } from 'video-translation-client'

/** A line that was spoken for a listener. */
export interface Clip {
  /** Where it is, or the sound itself. */
  sound: string | Blob
  /** How it would fit. Absent where the server does not say. */
  fit?: CueFit | undefined
}

/** The requests of listening. */
export interface HearRequests {
  /** Speaks a wording that is not applied yet. */
  speak(cue: string, wording: Wording): Promise<Clip>
  /** The line as the result has it. Undefined: the server does not keep it by itself. */
  current(cue: string): Promise<Clip | undefined>
  /** Plays a clip to its end, or until another one is played or it is stopped. */
  play(sound: Clip['sound']): Promise<void>
  stop(): void
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
  /** Nothing sounds any more, also not what is only being spoken. */
  stop(): void
  listen(listener: () => void): () => void
}

export function createHearing(language: string, requests: HearRequests): Hearing {
  const listeners = new Set<() => void>()
  const clips = keptClips(language, requests)
  let state: Hearing['state'] = { cue: undefined }
  const set = (cue: string | undefined) => {
    state = { cue }
    for (const listener of listeners) listener()
  }
  /**
   * Another line may be asked for while one is spoken. The last one asked for is played. `anew`
   * gets another clip for one that does not play.
   */
  const playing = async (
    cue: Cue,
    clip: Promise<Clip | undefined>,
    anew?: () => Promise<Clip>,
  ): Promise<boolean> => {
    set(cue.id)
    const mine = state
    const play = async ({ sound }: Clip) => {
      if (state === mine) await requests.play(sound)
    }
    try {
      const found = await clip
      if (found)
        await play(found).catch(async (error: unknown) => {
          if (!anew || state !== mine) throw error
          await play(await anew())
        })
      // Where it was stopped, nothing else is to be played instead.
      return found !== undefined || state !== mine
    } finally {
      if (state === mine) set(undefined)
    }
  }
  /** The server keeps clips for a while only. A kept one that is gone is spoken again. */
  const hear = async (cue: Cue): Promise<void> => {
    const kept = clips.get(cue)
    if (kept) await playing(cue, Promise.resolve(kept), () => clips.speak(cue))
    else await playing(cue, clips.speak(cue))
  }
  return {
    get state() {
      return state
    },
    fitOf: (cue) => clips.get(cue)?.fit,
    hear,
    hearCurrent: (cue) => playing(cue, requests.current(cue.id)),
    stop() {
      set(undefined)
      requests.stop()
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** The clips of wordings that were heard. */
function keptClips(language: string, requests: HearRequests) {
  const clips = new Map<string, Clip>()
  const wordingOf = ({ targets }: Cue): Wording => ({
    text: targets[language]?.text ?? '',
    voice: targets[language]?.voice,
  })
  const keyOf = (cue: Cue) => JSON.stringify([cue.id, cue.start, cue.end, wordingOf(cue)])
  return {
    // All lines are asked with each count, and mostly none was heard.
    get: (cue: Cue) => (clips.size === 0 ? undefined : clips.get(keyOf(cue))),
    async speak(cue: Cue): Promise<Clip> {
      const clip = await requests.speak(cue.id, wordingOf(cue))
      clips.set(keyOf(cue), clip)
      return clip
    },
  }
}
