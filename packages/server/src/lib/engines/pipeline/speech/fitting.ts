import type { Cue } from '../providers/cue.ts'

/** Pause between the end of one cue and the start of the next, so that two sentences stay apart. */
const BREATH_SECONDS = 0.08
const MIN_SLOT_SECONDS = 0.4
/** The steps are coarse so that a clip in the cache is found again after a restart. */
const SPEED_STEP = 0.05
/** Margin for the estimate's error: a slightly fast cue costs less than a second take. */
const SAFETY_FACTOR = 1.03
/** A stretch by this factor is not audible, and costs nothing compared to another take. */
const INAUDIBLE_TEMPO = 1.08
const MAX_TEMPO = 1.25

/**
 * Seconds that each cue may take, by the cue's id: until the next cue starts, less a breath. The
 * last cue may take until the end of the source.
 */
export function slotsOf(cues: readonly Cue[], totalSeconds: number): Map<number, number> {
  return new Map(
    cues.map((cue, index) => {
      const next = cues[index + 1]
      const end = next === undefined ? totalSeconds : next.start - BREATH_SECONDS
      return [cue.id, Math.max(MIN_SLOT_SECONDS, end - cue.start)]
    }),
  )
}

/** Learns how long a voice takes for a text. */
export interface DurationEstimator {
  /** Expected seconds for the text at speed 1. */
  estimate(text: string): number
  learn(text: string, seconds: number): void
}

/** Prior before any speech is measured: seconds per letter, with the weight of so many letters. */
const PRIOR = { secondsPerLetter: 0.055, letters: 60 }

export function createDurationEstimator(): DurationEstimator {
  let seconds = PRIOR.secondsPerLetter * PRIOR.letters
  let { letters } = PRIOR
  return {
    estimate: (text) => (spokenLetters(text) * seconds) / letters,
    learn(text, measuredSeconds) {
      seconds += measuredSeconds
      letters += spokenLetters(text)
    },
  }
}

/** Spoken length of a text in letters. A digit counts as a word, and punctuation as a pause. */
function spokenLetters(text: string): number {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0
  return count(/[\p{L}\s]/gu) + 5 * count(/[\p{N}%$€£&+]/gu) + 4 * count(/[,;:–—]/g) + 6 * count(/[.!?…]\s/g)
}

/** Speed for the first take. */
export function speedFor(naturalSeconds: number, slotSeconds: number, maxSpeed: number): number {
  return stepFor((naturalSeconds * SAFETY_FACTOR) / slotSeconds, maxSpeed)
}

/** All speeds that may be requested, the slowest first. */
export function speedsUpTo(maxSpeed: number): number[] {
  const steps = Math.floor((maxSpeed - 1) / SPEED_STEP + 1e-6)
  return Array.from({ length: steps + 1 }, (_, step) => Math.round((1 + step * SPEED_STEP) * 100) / 100)
}

/** The slowest allowed speed that is fast enough, else the fastest one. */
function stepFor(speed: number, maxSpeed: number): number {
  return speedsUpTo(maxSpeed).find((step) => step >= speed) ?? speedsUpTo(maxSpeed).at(-1) ?? 1
}

/** Next action for a take: speak again at a higher speed, or stretch by `tempo` (1 is none). */
export type Adjustment = { respeakAt: number } | { tempo: number }

export function adjustmentFor(
  take: { seconds: number; speed: number },
  slotSeconds: number,
  maxSpeed: number,
): Adjustment {
  const excess = take.seconds / slotSeconds
  if (excess <= 1) return { tempo: 1 }
  const faster = stepFor(take.speed * excess, maxSpeed)
  if (excess > INAUDIBLE_TEMPO && faster > take.speed) return { respeakAt: faster }
  return { tempo: Math.min(MAX_TEMPO, excess) }
}
