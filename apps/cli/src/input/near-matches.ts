import leven from 'leven'

const MAX_SUGGESTIONS = 3

/** The candidates that a typo `text` may mean, nearest first. Case does not matter. */
export function nearMatches(text: string, candidates: Iterable<string>): string[] {
  const word = text.toLowerCase()
  // At most one wrong letter in three, because more would match anything.
  const maxDistance = Math.max(1, Math.floor(word.length / 3)) + 1
  return [...new Set(candidates)]
    .map((candidate) => ({ candidate, distance: distanceOf(word, candidate.toLowerCase(), maxDistance) }))
    .filter(({ distance }) => distance < maxDistance)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ candidate }) => candidate)
}

/**
 * A candidate that begins with the word, such as `Chinese (China)`, is as near as one wrong letter.
 */
function distanceOf(word: string, candidate: string, maxDistance: number): number {
  if (word.length >= 3 && candidate.startsWith(word)) return 1
  return leven(word, candidate, { maxDistance })
}

/** `a`, `a or b`, `a, b or c`. */
export function joinOr(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
