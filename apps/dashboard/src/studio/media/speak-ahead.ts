import { type Cue, VideoTranslationError } from 'video-translation-client'
import { soundKey } from './clips.ts'
import type { Hearing } from './hearing.ts'

export interface SpeakAheadOptions {
  language: string
  hearing: Pick<Hearing, 'has' | 'prepare' | 'state' | 'listen'>
  /** The line as it stands. Undefined: it is gone. */
  lineOf(id: string): Cue | undefined
  /** How many lines the key may hear in a minute. */
  perMinute: number
}

/** A person who types on does so sooner. The edit was sent after a rest, too. */
const REST_MS = 400
/** After a file of subtitles has changed all lines, a person will hear few of them. */
const MOST_WAITING = 5
/** The rest of what the key may hear is for lines that somebody waits for. */
const SHARE = 1 / 4
const MINUTE_MS = 60_000

/** Speaks corrected lines before anybody asks to hear them: one at a time, the newest first. */
export class SpeakAhead {
  readonly #options: SpeakAheadOptions
  readonly #allowance: Allowance
  readonly #leaving = new AbortController()
  readonly #unlisten: () => void
  #waiting: readonly Cue[] = []
  #resting: ReturnType<typeof setTimeout> | undefined
  #isPaused = false
  #isSpeaking = false

  constructor(options: SpeakAheadOptions) {
    this.#options = options
    this.#allowance = createAllowance(options.perMinute * SHARE)
    this.#unlisten = options.hearing.listen(() => this.#next())
  }

  /** These lines were changed, and the server has them. */
  saved(cues: readonly Cue[]): void {
    const spoken = cues.filter((cue) => isToBeSpoken(cue, this.#options.language))
    const ids = new Set(cues.map(({ id }) => id))
    const others = this.#waiting.filter(({ id }) => !ids.has(id))
    this.#waiting = [...others, ...spoken].slice(-MOST_WAITING)
    clearTimeout(this.#resting)
    this.#resting = setTimeout(() => {
      this.#resting = undefined
      this.#next()
    }, REST_MS)
  }

  /** Begins no more until `resume`. */
  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.#next()
  }

  stop(): void {
    this.#waiting = []
    clearTimeout(this.#resting)
    this.#unlisten()
    this.#leaving.abort()
  }

  #next(): void {
    const { hearing } = this.#options
    if (this.#isPaused || this.#isSpeaking || this.#resting !== undefined || isAwaited(hearing)) return
    const cue = this.#waiting.at(-1)
    if (cue === undefined) return
    this.#waiting = this.#waiting.slice(0, -1)
    if (this.#isWanted(cue) && this.#allowance.take()) void this.#speak(cue)
    else this.#next()
  }

  /** A line that was typed in or moved since comes again, once that is saved. */
  #isWanted(cue: Cue): boolean {
    const { hearing, lineOf, language } = this.#options
    const now = lineOf(cue.id)
    return now !== undefined && soundKey(now, language) === soundKey(cue, language) && !hearing.has(now)
  }

  async #speak(cue: Cue): Promise<void> {
    this.#isSpeaking = true
    await this.#options.hearing.prepare(cue, this.#leaving.signal).catch((error: unknown) => {
      if (!isOfLine(error)) this.#allowance.withhold()
    })
    this.#isSpeaking = false
    this.#next()
  }
}

/** Whether somebody waits for a line, which then comes first. */
function isAwaited({ state }: Pick<Hearing, 'state'>): boolean {
  return state.cue !== undefined && !state.isPlaying
}

function isToBeSpoken({ targets }: Cue, language: string): boolean {
  const { text, state } = targets[language] ?? {}
  return Boolean(text) && state !== 'current'
}

/** Other lines are spoken all the same. */
function isOfLine(error: unknown): boolean {
  return error instanceof VideoTranslationError && error.code === 'nothing_to_speak'
}

/** Allows so many in any minute, and none in the minute after the server has refused one. */
interface Allowance {
  take(): boolean
  withhold(): void
}

function createAllowance(perMinute: number): Allowance {
  let takenMs: number[] = []
  let withheldUntilMs = -Infinity
  return {
    take() {
      const nowMs = performance.now()
      takenMs = takenMs.filter((atMs) => nowMs - atMs < MINUTE_MS)
      if (nowMs < withheldUntilMs || takenMs.length + 1 > perMinute) return false
      takenMs.push(nowMs)
      return true
    },
    withhold: () => void (withheldUntilMs = performance.now() + MINUTE_MS),
  }
}
