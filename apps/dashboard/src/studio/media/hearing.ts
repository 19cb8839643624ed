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
  speak(cue: string, wording: Wording, signal: AbortSignal): Promise<Clip>
  /** The line as the result has it. Undefined: the server does not keep it by itself. */
  current(cue: string, signal: AbortSignal): Promise<Clip | undefined>
  /** Plays a clip to its end, or until another one is played or it is stopped. */
  play(sound: Clip['sound']): Promise<void>
  stop(): void
}

export interface Wording {
  text: string
  voice: string | undefined
}

/** What is being spoken or played. It is the same object until something changes. */
export interface Heard {
  readonly cue: string | undefined
  /** False: it is still being spoken. */
  readonly isPlaying: boolean
}

/** Lets a person hear one line. What was heard once is not spoken again. */
export interface Hearing {
  readonly state: Heard
  /** How the wording would fit, once it was heard. */
  fitOf(cue: Cue): CueFit | undefined
  /** The wording as it stands in the line. */
  hear(cue: Cue): Promise<void>
  /** The line as the result has it. False: only the result itself has it. */
  hearCurrent(cue: Cue): Promise<boolean>
  /** Nothing sounds any more, and nothing that is still being spoken is waited for. */
  stop(): void
  listen(listener: () => void): () => void
}

export function createHearing(language: string, requests: HearRequests): Hearing {
  const clips = keptClips(language, requests)
  const playing = createPlaying(requests)
  const speak = (cue: Cue) => clips.speak(cue, playing.signal)
  return {
    get state() {
      return playing.state
    },
    fitOf: (cue) => clips.get(cue)?.fit,
    async hear(cue) {
      const kept = clips.get(cue)
      // The server keeps clips for a while only. A kept one that is gone is spoken again.
      if (kept) await playing.play(cue, Promise.resolve(kept), () => speak(cue))
      else await playing.play(cue, speak(cue))
    },
    hearCurrent: (cue) => playing.play(cue, requests.current(cue.id, playing.signal)),
    stop: playing.stop,
    listen: playing.listen,
  }
}

const SILENT: Heard = { cue: undefined, isPlaying: false }

/** One line at a time is heard: the last that was asked for. */
function createPlaying(requests: HearRequests) {
  const listeners = new Set<() => void>()
  let state = SILENT
  let asking = new AbortController()
  const set = (next: Heard) => {
    state = next
    for (const listener of listeners) listener()
    return next
  }
  /** False: there is no clip. `anew` gets another one for a clip that does not play. */
  const play = async (
    cue: Cue,
    clip: Promise<Clip | undefined>,
    anew?: () => Promise<Clip>,
  ): Promise<boolean> => {
    const { signal } = asking
    let mine = set({ cue: cue.id, isPlaying: false })
    const sound = async (found: Clip) => {
      if (state !== mine) return
      mine = set({ cue: cue.id, isPlaying: true })
      await requests.play(found.sound)
    }
    const again = async (error: unknown) => {
      if (!anew || state !== mine) throw error
      mine = set({ cue: cue.id, isPlaying: false })
      await sound(await anew())
    }
    try {
      const found = await clip
      if (found) await sound(found).catch(again)
      // Where it was stopped, nothing else is to be played instead.
      return found !== undefined || state !== mine
    } catch (error) {
      // Nobody waits for it any more.
      if (signal.aborted) return true
      throw error
    } finally {
      if (state === mine) set(SILENT)
    }
  }
  return {
    get state() {
      return state
    },
    get signal() {
      return asking.signal
    },
    play,
    stop() {
      set(SILENT)
      asking.abort()
      asking = new AbortController()
      requests.stop()
    },
    listen(listener: () => void) {
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
    async speak(cue: Cue, signal: AbortSignal): Promise<Clip> {
      const clip = await requests.speak(cue.id, wordingOf(cue), signal)
      clips.set(keyOf(cue), clip)
      return clip
    },
  }
}
