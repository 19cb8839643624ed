import type { TimedText } from './fit-lines.ts'
import { HIGHEST_RATE, planFit } from './plan-fit.ts'
import { speedFor } from './speeds.ts'

/** A line that is farther away cannot make one faster: see the steps of `planFit`. */
const NEIGHBOURS = 3
/** So many lines before one are planned again with it, and no more, however many there are. */
const BEFORE = 20

/**
 * Finds the lines that the voice will speak at its own speed whatever the missing texts are. Each
 * call returns the position of the next one, or undefined until more texts are there.
 * A line that is far too long pushes all after it back, so every earlier text must be there.
 * @param lines in the order of time; undefined where the text is not there yet, and null where
 *   there is nothing to speak
 * @param estimate seconds that the voice takes for a line at its own speed
 */
export function findCertainLines<line extends TimedText>(
  lines: readonly (line | null | undefined)[],
  estimate: (line: line) => number,
): () => number | undefined {
  /** What is to be spoken, with its position, up to the first text that is missing. */
  const known: { at: number; line: line }[] = []
  /** When each line ends that was judged. */
  const ends: number[] = []
  let read = 0
  const readKnown = (): void => {
    for (; lines[read] !== undefined; read++) {
      const line = lines[read]
      if (line) known.push({ at: read, line })
    }
  }
  const isCertain = (index: number): boolean => {
    const [first, end] = [Math.max(0, index - BEFORE), index + 1 + NEIGHBOURS]
    const timed = known.slice(first, end).map(({ line }) => ({ ...line, naturalSeconds: estimate(line) }))
    const isFollowed = read < lines.length || end < known.length
    const placement = planFit(timed, { isFollowed, previousEnd: ends[first - 1] })[index - first]
    ends.push(placement?.end ?? 0)
    return speedFor(placement?.rate ?? HIGHEST_RATE, HIGHEST_RATE) === 1
  }
  return () => {
    readKnown()
    const judgeable = read < lines.length ? known.length - NEIGHBOURS : known.length
    while (ends.length < judgeable) if (isCertain(ends.length)) return known[ends.length - 1]?.at
    return undefined
  }
}
