import type { Cast } from '../providers/cast.ts'
import type { OpenCue, TranslatedCue } from '../providers/cue.ts'
import { findCertainLines } from '../speech/fit/certain-lines.ts'
import { SAFETY_FACTOR } from '../speech/fit/fit-lines.ts'
import { slotsOf } from '../speech/fit/slots.ts'
import { createTakes } from '../speech/fit/takes.ts'
import { createTimer, type TimedCue } from '../speech/speak-cues.ts'
import { isSpeakable } from '../speech/speakable.ts'
import { charactersPerSecond } from './pace.ts'
import type { Clips } from './synthesize.ts'

/** Speaks lines while others are still being translated. Their clips are found later. */
export interface SpeakAhead {
  /** The text of a cue is there. */
  add(cue: TranslatedCue): void
  /**
   * Begins no other line. Resolves when those under way have ended: they are needed, and would be
   * spoken from their start if they were aborted. Never rejects.
   */
  stop(): Promise<void>
}

export interface SpeakAheadOptions {
  /** All cues of the target, in the order of time. */
  cues: readonly OpenCue[]
  /** BCP 47 tag of the texts. */
  language: string
  /** Length of the source. */
  seconds: number
  cast: Cast
  /** How the voice reads words. */
  pronunciation: Readonly<Record<string, string>>
  clips: Clips
  signal: AbortSignal
  /** Whether the voice may be loaded. Nothing is spoken before it resolves with true. */
  isReady: Promise<boolean>
}

/**
 * A translation that ends within this time needs nothing ahead: its first lines would keep the
 * longest ones waiting, which have to be spoken first.
 */
const PAUSE_MS = 100

/**
 * Speaks only what the voice will speak at its own speed in any case, so that the result is the one
 * that it would be without this. After a failure nothing more is spoken ahead: the stage that needs
 * the line says what is wrong.
 */
export function createSpeakAhead(options: SpeakAheadOptions): SpeakAhead {
  const { language, cast, clips, signal } = options
  const takes = createTakes({ cast, language, ...clips, charactersPerSecond: charactersPerSecond(language) })
  const lines = createLines(options, (line) => takes.estimate(line) * SAFETY_FACTOR)
  const lanes = new Set<Promise<void>>()
  let isOpen = false
  let isStopped = false
  let timer: NodeJS.Timeout | undefined

  const speak = async (line: TimedCue): Promise<void> => {
    await takes.recall([line])
    if (takes.of(line).length === 0) await takes.speak(line, 1, signal)
  }
  const hasLane = () => isOpen && lanes.size < (cast.main.synthesizer.parallel ?? 1)
  const fill = (): void => {
    while (hasLane()) {
      const line = lines.takeCertain()
      if (line === undefined) return
      const lane = speak(line)
        .catch(() => void (isOpen = false))
        .finally(() => {
          lanes.delete(lane)
          fill()
        })
      lanes.add(lane)
    }
  }
  const fillSoon = (): void => {
    if (isStopped || timer) return
    timer = setTimeout(() => {
      timer = undefined
      fill()
    }, PAUSE_MS)
  }
  const open = async (): Promise<void> => {
    const isReady = await options.isReady.catch(() => false)
    isOpen = isReady && !isStopped
    fillSoon()
  }
  void open()
  return {
    add(cue) {
      lines.add(cue)
      fillSoon()
    },
    async stop() {
      isStopped = true
      isOpen = false
      clearTimeout(timer)
      await Promise.all(lanes)
    },
  }
}

interface Lines {
  add(cue: TranslatedCue): void
  /** The first line that is certain, once. */
  takeCertain(): TimedCue | undefined
}

/** Translators leave a line without letters as it is, and tell nothing of it. */
const LETTER = /\p{L}/u

/**
 * The lines so far, in the order of time. Those that were known before are left to the stage: most
 * of them are in the cache, where it finds all at once.
 */
function createLines(
  options: Pick<SpeakAheadOptions, 'cues' | 'language' | 'seconds' | 'pronunciation'>,
  estimate: (line: TimedCue) => number,
): Lines {
  const { cues, seconds } = options
  const timed = createTimer({ ...options, slots: slotsOf(cues, seconds) })
  const lines: (TimedCue | null | undefined)[] = cues.map(() => undefined)
  const places = new Map(cues.map(({ id }, at) => [id, at]))
  const nextCertain = findCertainLines(lines, estimate)
  const add = (cue: TranslatedCue) => {
    const at = places.get(cue.id)
    const line = timed(cue)
    if (at !== undefined) lines[at] = isSpeakable(line.spoken) ? line : null
  }
  for (const cue of cues) {
    const text = cue.known ?? (LETTER.test(cue.text) ? undefined : cue.text)
    if (text !== undefined) add({ ...cue, translated: text })
  }
  return {
    add,
    takeCertain() {
      for (let at = nextCertain(); at !== undefined; at = nextCertain())
        if (cues[at]?.known === undefined) return lines[at] ?? undefined
      return undefined
    },
  }
}
