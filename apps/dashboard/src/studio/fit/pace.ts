import type { Cue, CueFit } from 'video-translation-client'
import { startAfter } from '../media/line-at.ts'

/** How a line fits into its time. */
export interface Fit {
  kind: 'fits' | 'faster' | 'tooLong' | 'unspoken' | 'unknown'
  slotSeconds: number
  /** How long it would take, at the fastest that the voice may speak. */
  dubSeconds: number
  /** Estimated, because the text has changed since it was spoken. */
  isEstimate: boolean
  /** How many letters would fit. Only where it is too long. */
  lettersThatFit?: number
}

/** What is known of a line's voice and time. */
export interface FitFacts {
  language: string
  /** Letters a second of the voice. Absent: it has spoken too little. */
  pace: number | undefined
  /** The time that the line has now. */
  slotSeconds: number
  /** How this wording fits, if somebody has heard it. */
  heard?: CueFit | undefined
}

/** The fastest that a voice is sped up before the line runs into the next one. */
const FASTEST = 1.25
/** A shorter overflow is not heard. */
const TOLERATED_SECONDS = 0.1
/** A line ends so long before the next one begins. */
const BREATH_SECONDS = 0.08

/**
 * Letters a second of this voice at its own speed: the median over the lines that it has spoken, to
 * a tenth. Finer, it would change with each line that is edited, and all fits with it.
 */
export function paceOf(cues: readonly Cue[], language: string): number | undefined {
  const paces = cues.flatMap(({ targets }) => {
    const { text, fit, state } = targets[language] ?? {}
    if (!text || !fit || state !== 'current' || fit.dubSeconds < 0.3) return []
    return [text.length / (fit.dubSeconds * fit.speed * fit.tempo)]
  })
  if (paces.length < 3) return undefined
  const median = paces.toSorted((one, other) => one - other)[Math.floor(paces.length / 2)] ?? 0
  return Math.max(0.1, Math.round(median * 10) / 10)
}

/** The time that a line may take: until the next one, less a breath. */
export function slotOf(cue: Cue, cues: readonly Cue[], durationSeconds: number | undefined): number {
  const next = startAfter(cues, cue.start)
  const untilSeconds = next === undefined ? (durationSeconds ?? cue.end) : next - BREATH_SECONDS
  return Math.max(cue.end, untilSeconds) - cue.start
}

/** The fit of a line: as it was spoken or heard, or estimated from the pace of the voice. */
export function fitOf(cue: Cue, { language, pace, slotSeconds, heard }: FitFacts): Fit {
  const target = cue.targets[language]
  if (!target?.text) return { kind: 'unspoken', slotSeconds, dubSeconds: 0, isEstimate: false }
  if (target.fit && target.state === 'current') return spokenFit(target.fit)
  if (heard) return spokenFit(heard)
  if (pace === undefined) return { kind: 'unknown', slotSeconds, dubSeconds: 0, isEstimate: true }
  const ownSeconds = target.text.length / pace
  const dubSeconds = Math.max(Math.min(ownSeconds, slotSeconds), ownSeconds / FASTEST)
  const isTooLong = dubSeconds - slotSeconds > TOLERATED_SECONDS
  return {
    kind: isTooLong ? 'tooLong' : ownSeconds > slotSeconds ? 'faster' : 'fits',
    slotSeconds,
    dubSeconds,
    isEstimate: true,
    ...(isTooLong && { lettersThatFit: Math.floor(slotSeconds * FASTEST * pace) }),
  }
}

function spokenFit({ slotSeconds, dubSeconds, speed, tempo, overflowSeconds }: CueFit): Fit {
  const known = { slotSeconds, dubSeconds, isEstimate: false }
  if (dubSeconds === 0) return { ...known, kind: 'unspoken' }
  if (overflowSeconds > TOLERATED_SECONDS) return { ...known, kind: 'tooLong' }
  return { ...known, kind: speed * tempo > 1.02 ? 'faster' : 'fits' }
}
