import { ApiError, type Cue, VideoTranslationError } from 'video-translation-client'
import { type Allowance, MINUTE_MS } from './allowance.ts'
import type { Hearing } from './hearing.ts'

export interface SpeakAheadOptions {
  language: string
  hearing: Pick<Hearing, 'has' | 'keyOf' | 'prepare' | 'state' | 'listen'>
  allowance: Pick<Allowance, 'take' | 'withhold'>
  /** The line as it stands. Undefined: it is gone. */
  lineOf(id: string): Cue | undefined
  /** How many lines the key may hear in a minute. */
  perMinute: number
  /** Whether speaking still costs nothing. Asked before each line. */
  isFree(): Promise<boolean>
}

/** A person who types on does so sooner. The edit was sent after a rest, too. */
const REST_MS = 400
/** After a file of subtitles has changed all lines, a person will hear few of them. */
const MOST_WAITING = 5
/** A line that was given up is still spoken at the server, and others would only wait behind it. */
const AFTER_TIMEOUT_MS = 10 * MINUTE_MS

/** A line that is to be spoken, and how it sounded when it was saved. */
interface Waiting {
  readonly cue: Cue
  readonly key: string
}

/** Speaks corrected lines before anybody asks to hear them: one at a time, the newest first. */
export class SpeakAhead {
  readonly #options: SpeakAheadOptions
  readonly #leaving = new AbortController()
  readonly #unlisten: () => void
  #waiting: readonly Waiting[] = []
  #resting: ReturnType<typeof setTimeout> | undefined
  #isPaused = false
  #isSpeaking = false

  constructor(options: SpeakAheadOptions) {
    this.#options = options
    this.#unlisten = options.hearing.listen(() => this.#next())
  }

  /** These lines were changed, and the server has them. */
  saved(cues: readonly Cue[]): void {
    const { hearing, language } = this.#options
    const spoken = cues.filter((cue) => isToBeSpoken(cue, language)).slice(-MOST_WAITING)
    const ids = new Set(cues.map(({ id }) => id))
    const others = this.#waiting.filter(({ cue }) => !ids.has(cue.id))
    const added = spoken.map((cue) => ({ cue, key: hearing.keyOf(cue) }))
    this.#waiting = [...others, ...added].slice(-MOST_WAITING)
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
    const line = this.#waiting.at(-1)
    if (line === undefined) return
    this.#waiting = this.#waiting.slice(0, -1)
    if (this.#isWanted(line) && this.#options.allowance.take(this.#options.perMinute)) void this.#speak(line)
    else this.#next()
  }

  /** A line that was typed in or moved since comes again, once that is saved. */
  #isWanted({ cue, key }: Waiting): boolean {
    const { hearing, lineOf } = this.#options
    const now = lineOf(cue.id)
    return now !== undefined && hearing.keyOf(now) === key && !hearing.has(now)
  }

  async #speak(line: Waiting): Promise<void> {
    const { hearing, allowance, isFree } = this.#options
    const { signal } = this.#leaving
    this.#isSpeaking = true
    try {
      // Meanwhile a voice that costs may have come, the studio been left, or the line typed in.
      if ((await isFree()) && !signal.aborted && this.#isWanted(line)) await hearing.prepare(line.cue, signal)
    } catch (error) {
      if (!isOfLine(error)) allowance.withhold(isTimeout(error) ? AFTER_TIMEOUT_MS : MINUTE_MS)
    }
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
  if (error instanceof ApiError) return [400, 404, 422].includes(error.status)
  return error instanceof VideoTranslationError && error.code === 'nothing_to_speak'
}

function isTimeout(error: unknown): boolean {
  return error instanceof VideoTranslationError && error.code === 'timeout'
}
