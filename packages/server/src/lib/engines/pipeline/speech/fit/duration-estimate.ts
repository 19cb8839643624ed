/** Learns how long a voice takes for a text. */
export interface DurationEstimator {
  /** Expected seconds for the text at speed 1. */
  estimate(text: string): number
  learn(text: string, seconds: number): void
}

/** Weight of what is known before any speech is measured, in letters. */
const PRIOR_LETTERS = 60
/** What was said before it counts less and less: odd texts must not spoil the estimate for long. */
const REMEMBERED_LETTERS = 1500

/** @param charactersPerSecond pace of the language, until the voice has been measured */
export function createDurationEstimator(charactersPerSecond: number): DurationEstimator {
  let seconds = PRIOR_LETTERS / charactersPerSecond
  let letters = PRIOR_LETTERS
  return {
    estimate: (text) => (spokenLetters(text) * seconds) / letters,
    learn(text, measuredSeconds) {
      seconds += measuredSeconds
      letters += spokenLetters(text)
      const share = Math.min(1, REMEMBERED_LETTERS / letters)
      seconds *= share
      letters *= share
    },
  }
}

/** Spoken length of a text in letters. A digit counts as a word, and punctuation as a pause. */
function spokenLetters(text: string): number {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0
  return count(/[\p{L}\s]/gu) + 5 * count(/[\p{N}%$€£&+]/gu) + 4 * count(/[,;:–—]/g) + 6 * count(/[.!?…]\s/g)
}
