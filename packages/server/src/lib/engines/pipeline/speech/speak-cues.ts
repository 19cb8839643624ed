import { EngineError } from '../../../engine-error.ts'
import { resultTime, type SlowScene } from 'video-translation-client/studio'
import type { CueReport, TranslatedCue } from '../providers/cue.ts'
import { fitLines, type FitOptions, type FittedLine, type TimedText } from './fit/fit-lines.ts'
import { atOneRate } from './one-rate.ts'
import { isSpeakable } from './speakable.ts'
import { createPronouncer } from './spoken-text/pronounce.ts'
import { spokenText } from './spoken-text/spoken-text.ts'

export type SpeakCuesOptions = FitOptions & LineOptions

/** What makes lines of cues. */
export interface LineOptions {
  /** BCP 47 tag of the texts. */
  language: string
  /** Seconds that each cue may take, by the cue's id; see `slotsOf`. */
  slots: ReadonlyMap<number, number>
  /** How the voice reads words. Default: as they are written. */
  pronunciation?: Readonly<Record<string, string>>
}

/** A spoken cue and its start, in seconds of the result. */
export interface Clip {
  id: number
  path: string
  start: number
}

/**
 * Speaks every cue, and fits them all together: with the pause after a cue, a slightly early start,
 * the voice's speed and a time stretch, evenly over neighbours. A cue that is still too long stays
 * complete and is reported as overflow. A cue that fails is reported as skipped, and the other cues
 * are spoken.
 * @throws EngineError `synthesis_failed` if every cue with text fails.
 */
export async function speakCues(
  cues: readonly TranslatedCue[],
  options: SpeakCuesOptions,
): Promise<SpokenCues> {
  const timed = cues.map(createTimer(options))
  const lines = timed.filter(({ spoken }) => isSpeakable(spoken))
  const { fitted, failures, slowScenes } = await fitLines(lines, options)
  refuseTotalFailure(fitted.size, failures)
  const reports = timed.map((cue) => {
    const line = fitted.get(cue.id)
    const skipped = failures.has(cue.id) ? 'failed' : 'empty'
    return line ? spokenReport(cue, line, slowScenes) : { ...silentReport(cue, slowScenes), skipped }
  })
  const clips = [...fitted].map(([id, { path, start }]) => ({ id, path, start }))
  return { reports, clips: await atOneRate(clips, options), slowScenes }
}

export interface SpokenCues {
  reports: CueReport[]
  clips: Clip[]
  /** What is slowed in the result, so that the cues fit. */
  slowScenes: SlowScene[]
}

/** A cue as the voice reads it. */
export interface TimedCue extends TranslatedCue, TimedText {
  slotSeconds: number
}

export function createTimer({
  language,
  slots,
  pronunciation,
}: LineOptions): (cue: TranslatedCue) => TimedCue {
  const pronounce = createPronouncer(pronunciation)
  return (cue) => {
    const slotSeconds = slots.get(cue.id) ?? cue.end - cue.start
    const spoken = spokenText(pronounce(cue.translated), language)
    return { ...cue, slotSeconds, slotEnd: cue.start + slotSeconds, spoken }
  }
}

function spokenReport(cue: TimedCue, line: FittedLine, scenes: readonly SlowScene[]): CueReport {
  const { start, seconds, speed, tempo, retries } = line
  const slotEnd = resultTime(cue.start + cue.slotSeconds, scenes)
  return {
    ...silentReport(cue, scenes),
    dubSeconds: rounded(seconds),
    offsetSeconds: rounded(start - resultTime(cue.start, scenes)),
    speed,
    tempo: rounded(tempo),
    overflowSeconds: rounded(Math.max(0, start + seconds - slotEnd)),
    retries,
  }
}

/** Subtitles may have cues of no length. */
const SHORTEST_SECONDS = 0.01

function silentReport(cue: TimedCue, scenes: readonly SlowScene[]): CueReport {
  const { id, start, end, text, translated, slotSeconds } = cue
  const nothing = { dubSeconds: 0, offsetSeconds: 0, speed: 1, tempo: 1, overflowSeconds: 0, retries: 0 }
  const resultStart = resultTime(start, scenes)
  const slot = resultTime(start + slotSeconds, scenes) - resultStart
  const seconds = Math.max(end - start, SHORTEST_SECONDS)
  const moved = scenes.length > 0 && {
    resultStart: rounded(resultStart),
    slowedBy: rounded((resultTime(start + seconds, scenes) - resultStart) / seconds),
  }
  return { id, start, end, text, translated, slotSeconds: rounded(slot), ...nothing, ...moved }
}

function refuseTotalFailure(spoken: number, failures: ReadonlyMap<number, unknown>): void {
  const [cause] = failures.values()
  if (cause === undefined || spoken > 0) return
  const reason = cause instanceof Error ? cause.message : String(cause)
  const message = `None of ${failures.size} cues could be spoken: ${reason}`
  const retryable = cause instanceof EngineError && cause.retryable
  throw new EngineError('synthesis_failed', message, { cause, retryable })
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
