import type { Word } from './word.ts'

export const MIN_CUE_SECONDS = 1
export const MAX_CUE_SECONDS = 7
/** Longer after its speech, a cue would seem to belong to nobody. */
const LINGER_SECONDS = 0.3
/** Nobody misses a cue that leaves so little before its last sound. */
const EARLY_SECONDS = 0.2

/** Speech of this length has a cue that is not too long. */
export const MAX_SPOKEN_SECONDS = MAX_CUE_SECONDS + EARLY_SECONDS

/**
 * How long a cue is shown: while it is spoken, and if that is too short to be read, also in a
 * little of the silence after it. If it is hardly too long, it leaves a little early.
 */
export function shownSeconds(spoken: number, silence: number): number {
  if (spoken > MAX_CUE_SECONDS && spoken <= MAX_SPOKEN_SECONDS) return MAX_CUE_SECONDS
  const lack = Math.max(0, MIN_CUE_SECONDS - spoken)
  return spoken + Math.min(lack, silence, LINGER_SECONDS)
}

/** Seconds before the word with this index. After the last word nothing is known. */
export function silenceBefore(words: readonly Word[], index: number): number {
  const [before, next] = [words[index - 1], words[index]]
  return before && next ? Math.max(0, next.start - before.end) : 0
}
