import type { Cue, CueFit } from 'video-translation-client'
import { type Clip, createClips, type Lines, soundKey, type Speak } from './clips.ts'

/** The requests of listening. */
export interface HearRequests {
  speak: Speak
  /** The same for a line that nobody waits for. */
  speakAhead: Speak
  /** The line as the result has it. Undefined: the server does not keep it by itself. */
  current(cue: string, signal: AbortSignal): Promise<Clip | undefined>
  /** Plays a clip to its end, or until another one is played or it is stopped. */
  play(sound: Clip['sound']): Promise<void>
  stop(): void
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
  /** How many wordings were spoken, so that their fit is known. */
  readonly known: number
  /** Equal for a line as long as it sounds the same. */
  keyOf(cue: Cue): string
  /** Whether the wording as it stands was spoken. */
  has(cue: Cue): boolean
  /** How the wording would fit, once it was heard. */
  fitOf(cue: Cue): CueFit | undefined
  /** The wording as it stands in the line. */
  hear(cue: Cue): Promise<void>
  /** Speaks the wording as it stands, so that `hear` has it at once. Nothing sounds. */
  prepare(cue: Cue, signal: AbortSignal): Promise<void>
  /** The line as the result has it. False: only the result itself has it. */
  hearCurrent(cue: Cue): Promise<boolean>
  /** Nothing sounds any more, and nothing that is still being spoken is waited for. */
  stop(): void
  listen(listener: () => void): () => void
}

export function createHearing(lines: Lines, requests: HearRequests): Hearing {
  const listeners = new Set<() => void>()
  const tell = () => listeners.forEach((listener) => listener())
  const clips = createClips(lines, tell)
  const playing = createPlaying(requests, tell)
  const speak = (cue: Cue) => clips.speak(cue, requests.speak, playing.signal)
  return {
    get state() {
      return playing.state
    },
    get known() {
      return clips.count
    },
    keyOf: (cue) => soundKey(cue, lines),
    has: (cue) => clips.get(cue) !== undefined,
    fitOf: (cue) => clips.get(cue)?.fit,
    async hear(cue) {
      const kept = clips.get(cue)
      // The server keeps clips for a while only. A kept one that is gone is spoken again.
      if (kept) await playing.play(cue, Promise.resolve(kept), () => speak(cue))
      else await playing.play(cue, speak(cue))
    },
    prepare: async (cue, signal) => void (await clips.speak(cue, requests.speakAhead, signal)),
    hearCurrent: (cue) => playing.play(cue, requests.current(cue.id, playing.signal)),
    stop: playing.stop,
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

const SILENT: Heard = { cue: undefined, isPlaying: false }

/** One line at a time is heard: the last that was asked for. */
function createPlaying(requests: HearRequests, tell: () => void) {
  let state = SILENT
  let asking = new AbortController()
  const set = (next: Heard) => {
    state = next
    tell()
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
  }
}
