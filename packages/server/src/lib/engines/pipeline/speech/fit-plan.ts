import type { Cue } from '../providers/cue.ts'

// Between a cue's end and the next one's start, so that two sentences never stick together.
const breathSeconds = 0.08
const leastSlotSeconds = 0.4
// Rates are few, so that what was spoken once is found again after a restart.
const speedStep = 0.05
// The estimate of a text's length errs by about this much; a cue that is a little too fast costs less than a second go.
const caution = 1.03
// Stretching this much is not heard, and costs nothing beside speaking once more.
const unheardTempo = 1.08
const maxTempo = 1.25
// Seconds for a letter, before a voice has been heard: and as certain as this many letters.
const usualPace = 0.055
const certainty = 60

/** Seconds that each cue may take, by its id: until the next cue starts, less a breath; the last until the end. */
export function slotsOf(cues: readonly Cue[], totalSeconds: number): Map<number, number> {
  return new Map(
    cues.map((cue, index) => {
      const next = cues[index + 1]
      const end = next === undefined ? totalSeconds : next.start - breathSeconds
      return [cue.id, Math.max(leastSlotSeconds, end - cue.start)]
    }),
  )
}

/** Learns how long a voice takes for a text. */
export interface Pace {
  /** Seconds that the text takes at the voice's own rate, presumably. */
  predict(text: string): number
  learn(text: string, seconds: number): void
}

export function createPace(): Pace {
  let seconds = usualPace * certainty
  let letters = certainty
  return {
    predict: (text) => (spokenLetters(text) * seconds) / letters,
    learn(text, heard) {
      seconds += heard
      letters += spokenLetters(text)
    },
  }
}

/** How long a text is to speak, in letters: digits stand for words, and marks for pauses. */
function spokenLetters(text: string): number {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0
  return count(/[\p{L}\s]/gu) + 5 * count(/[\p{N}%$€£&+]/gu) + 4 * count(/[,;:–—]/g) + 6 * count(/[.!?…]\s/g)
}

/** The rate to ask for at the first go. */
export function speedFor(naturalSeconds: number, slotSeconds: number, maxSpeed: number): number {
  return onGrid((naturalSeconds * caution) / slotSeconds, maxSpeed)
}

/** Rates that may be asked for, from the slowest. */
export function speedsUpTo(maxSpeed: number): number[] {
  const steps = Math.floor((maxSpeed - 1) / speedStep + 1e-6)
  return Array.from({ length: steps + 1 }, (_, step) => rounded(1 + step * speedStep))
}

function onGrid(speed: number, maxSpeed: number): number {
  return speedsUpTo(maxSpeed).find((step) => step >= speed) ?? speedsUpTo(maxSpeed).at(-1) ?? 1
}

/** What to do with a clip: leave it, stretch it, or speak once more at another rate. */
export type Verdict = { again: number } | { tempo: number }

export function judge(
  clip: { seconds: number; speed: number },
  slotSeconds: number,
  maxSpeed: number,
): Verdict {
  const excess = clip.seconds / slotSeconds
  if (excess <= 1) return { tempo: 1 }
  const faster = onGrid(clip.speed * excess, maxSpeed)
  if (excess > unheardTempo && faster > clip.speed) return { again: faster }
  return { tempo: Math.min(maxTempo, excess) }
}

function rounded(speed: number): number {
  return Math.round(speed * 100) / 100
}
