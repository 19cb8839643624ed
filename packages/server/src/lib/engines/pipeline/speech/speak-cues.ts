import { EngineError } from '../../../engine-error.ts'
import type { CueReport, TranslatedCue } from '../providers/cue.ts'
import { fitLines, type FitOptions, type FittedLine } from './fit/fit-lines.ts'
import { atOneRate } from './one-rate.ts'
import { isSpeakable } from './speakable.ts'
import { createPronouncer } from './spoken-text/pronounce.ts'
import { spokenText } from './spoken-text/spoken-text.ts'

export interface SpeakCuesOptions extends FitOptions {
  /** Seconds that each cue may take, by the cue's id; see `slotsOf`. */
  slots: ReadonlyMap<number, number>
  /** How the voice reads words. Default: as they are written. */
  pronunciation?: Readonly<Record<string, string>>
  /** Writes the clip at `path` to `out` with another sample rate. */
  resample(path: string, rate: number, out: string, signal: AbortSignal): Promise<void>
}

/** A spoken cue and its start, in seconds from the start of the source. */
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
): Promise<{ reports: CueReport[]; clips: Clip[] }> {
  const pronounce = createPronouncer(options.pronunciation)
  const timed = cues.map((cue) => {
    const slotSeconds = options.slots.get(cue.id) ?? cue.end - cue.start
    return {
      ...cue,
      slotSeconds,
      spoken: spokenText(pronounce(cue.translated), options.language),
    }
  })
  const lines = timed
    .filter(({ spoken }) => isSpeakable(spoken))
    .map((cue) => ({ ...cue, slotEnd: cue.start + cue.slotSeconds }))
  const { fitted, failures } = await fitLines(lines, options)
  refuseTotalFailure(fitted.size, failures)
  const reports = timed.map((cue) => {
    const line = fitted.get(cue.id)
    return line ? spokenReport(cue, line) : silentReport(cue, failures.has(cue.id) ? 'failed' : 'empty')
  })
  const clips = [...fitted].map(([id, { path, start }]) => ({ id, path, start }))
  return { reports, clips: await atOneRate(clips, options) }
}

type TimedCue = TranslatedCue & { slotSeconds: number }

function spokenReport(cue: TimedCue, line: FittedLine): CueReport {
  const { start, seconds, speed, tempo, retries } = line
  const end = start + seconds
  return {
    ...silentReport(cue),
    dubSeconds: rounded(seconds),
    offsetSeconds: rounded(start - cue.start),
    speed,
    tempo: rounded(tempo),
    overflowSeconds: rounded(Math.max(0, end - cue.start - cue.slotSeconds)),
    retries,
  }
}

function silentReport(cue: TimedCue, skipped?: string): CueReport {
  const { id, start, end, text, translated, slotSeconds } = cue
  const nothing = { dubSeconds: 0, offsetSeconds: 0, speed: 1, tempo: 1, overflowSeconds: 0, retries: 0 }
  const report = { id, start, end, text, translated, slotSeconds: rounded(slotSeconds), ...nothing }
  return skipped === undefined ? report : { ...report, skipped }
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
