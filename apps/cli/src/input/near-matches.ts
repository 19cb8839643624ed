import leven from 'leven'

/** How many suggestions a person can take in. */
const MOST = 3

/** The candidates that a typo of `text` may mean, the nearest first. Case does not matter. */
export function nearMatches(text: string, candidates: Iterable<string>): string[] {
  const word = text.toLowerCase()
  // One wrong letter in three: more would match anything.
  const maxDistance = Math.max(1, Math.floor(word.length / 3)) + 1
  return [...new Set(candidates)]
    .map((candidate) => ({ candidate, distance: distanceOf(word, candidate.toLowerCase(), maxDistance) }))
    .filter(({ distance }) => distance < maxDistance)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, MOST)
    .map(({ candidate }) => candidate)
}

/** A name that begins with what was written, such as `Chinese (China)` for `chinese`, is as near as one wrong letter. */
function distanceOf(word: string, candidate: string, maxDistance: number): number {
  if (word.length >= 3 && candidate.startsWith(word)) return 1
  return leven(word, candidate, { maxDistance })
}

/** `a`, `a or b`, `a, b or c`. */
export function joinOr(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
