import { partsBetween, secondsIn, type TimeSpan } from './time-span.ts'
import type { Word } from './word.ts'

/** Words that are so near follow each other without a pause. */
const TOUCH_SECONDS = 0.05

/**
 * No word goes on where the voice changes. It keeps the longest of its parts, and its neighbour
 * that touches it gets the part on the other side, since somebody speaks there.
 * @param changes silences between two voices, in order
 */
export function endAtChanges(words: readonly Word[], changes: readonly TimeSpan[]): Word[] {
  const parts = words.map((word) => partsBetween(word, changes))
  const kept = words.map((word, index) => ({ ...word, ...longestOf(parts[index] ?? [], word) }))
  for (const [index, word] of words.entries()) {
    const { start, end } = kept[index] ?? word
    const [first = word, last = word] = [parts[index]?.[0], parts[index]?.at(-1)]
    const [before, after] = [kept[index - 1], kept[index + 1]]
    if (before && first.end < start && word.start - before.end < TOUCH_SECONDS) before.end = first.end
    if (after && last.start > end && after.start - word.end < TOUCH_SECONDS) after.start = last.start
  }
  return kept
}

function longestOf(parts: readonly TimeSpan[], whole: TimeSpan): TimeSpan {
  const [first = whole, ...others] = parts
  const { start, end } = others.reduce(
    (best, part) => (secondsIn(part) > secondsIn(best) ? part : best),
    first,
  )
  return { start, end }
}
