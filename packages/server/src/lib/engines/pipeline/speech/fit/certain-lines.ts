import type { TimedText } from './fit-lines.ts'
import { HIGHEST_RATE, planFit } from './plan-fit.ts'
import { speedFor } from './speeds.ts'

/** A later line that is farther away cannot make one faster: see the steps of `planFit`. */
const NEIGHBOURS = 3

/**
 * Positions of the lines that the voice will speak at its own speed whatever the missing texts are.
 * A line that is far too long pushes all after it back, so every earlier text must be there.
 * @param lines in the order of time; undefined where the text is not there yet, and null where
 *   there is nothing to speak
 * @param estimate seconds that the voice takes for a line at its own speed
 */
export function certainLines<line extends TimedText>(
  lines: readonly (line | null | undefined)[],
  estimate: (line: line) => number,
): number[] {
  const missing = lines.indexOf(undefined)
  const end = missing < 0 ? lines.length : missing
  const known = [...lines.slice(0, end).entries()].filter((entry): entry is [number, line] =>
    Boolean(entry[1]),
  )
  const plan = planFit(known.map(([, line]) => ({ ...line, naturalSeconds: estimate(line) })))
  const isAtOwnSpeed = (index: number) => speedFor(plan[index]?.rate ?? HIGHEST_RATE, HIGHEST_RATE) === 1
  const isFarEnough = (at: number) => missing < 0 || at + NEIGHBOURS < missing
  return known.flatMap(([at], index) => (isFarEnough(at) && isAtOwnSpeed(index) ? [at] : []))
}
