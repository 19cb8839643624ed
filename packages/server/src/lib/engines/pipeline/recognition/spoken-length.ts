/**
 * Length of a text as a voice speaks it, in Latin letters. A sign of a syllable or a word takes as
 * long as several letters; spaces count, and other signs of punctuation do not.
 */
export function spokenLength(text: string): number {
  let length = 0
  for (const character of text) length += lengthOf(character)
  return length
}

/**
 * Whether a voice can say the text in this time. Measured voices speak up to 24 letters a second,
 * and the detector may miss some tenths of a second at the edges.
 */
export function hasTimeFor(text: string, seconds: number): boolean {
  return spokenLength(text) <= SPARE_LETTERS + FASTEST * seconds
}

/** Whether a repetition can be real. People repeat words at the pace of other words. */
export function hasTimeToRepeat(text: string, seconds: number): boolean {
  return spokenLength(text) <= SPARE_LETTERS + FAST * seconds
}

/** Whether a voice must have said more in this time. */
export function isTooLittle(text: string, seconds: number): boolean {
  return seconds >= LONG_SECONDS && spokenLength(text) < SLOWEST * seconds
}

const SPARE_LETTERS = 8
const FASTEST = 25
const FAST = 20
const SLOWEST = 2
const LONG_SECONDS = 4

const WIDTHS: [RegExp, number][] = [
  [/\p{Script=Han}/u, 3.5],
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 2],
  [/\p{Script=Hangul}/u, 2.5],
  [/\p{N}/u, 4],
  [/[\p{L}\p{M}\s]/u, 1],
]

function lengthOf(character: string): number {
  return WIDTHS.find(([pattern]) => pattern.test(character))?.[1] ?? 0
}
