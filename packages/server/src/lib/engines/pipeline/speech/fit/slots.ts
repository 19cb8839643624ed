import type { Cue } from '../../providers/cue.ts'

/** Pause between the end of one cue and the start of the next, so that two sentences stay apart. */
export const BREATH_SECONDS = 0.08
const MIN_SLOT_SECONDS = 0.4

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
