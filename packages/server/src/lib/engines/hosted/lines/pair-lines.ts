import type { Cue } from 'video-translation-client'
import type { SheetCue } from 'video-translation-client/editing'
import { plain } from './compare.ts'

/** What a cue and a line of the vendor have in common. */
type Timed = Pick<Cue, 'start' | 'end' | 'text'>

/** What two must share to be the same, from all to little. */
const SHARED: readonly ((one: Timed) => string)[] = [
  ({ start, end, text }) => `${ms(start)} ${ms(end)} ${plain(text)}`,
  ({ start, end }) => `${ms(start)} ${ms(end)}`,
  ({ start }) => `${ms(start)}`,
  ({ end }) => `${ms(end)}`,
]

type Pairs = Map<SheetCue, Cue>

/**
 * Finds the vendor's line of each cue. The vendor's ids are kept nowhere, because a line that is
 * made just before a kill would be forgotten. A wrong pair is no mistake: it is only more to send.
 */
export function pairLines(cues: readonly SheetCue[], lines: readonly Cue[]): Pairs {
  const pairs: Pairs = new Map()
  const taken = new Set<Cue>()
  for (const keyOf of SHARED) pairByKey(cues, lines, keyOf, { pairs, taken })
  pairByOverlap(cues, lines, { pairs, taken })
  return pairs
}

interface Found {
  pairs: Pairs
  taken: Set<Cue>
}

function pairByKey(
  cues: readonly SheetCue[],
  lines: readonly Cue[],
  keyOf: (one: Timed) => string,
  { pairs, taken }: Found,
): void {
  const left = lines.filter((line) => !taken.has(line))
  const open = Map.groupBy(left, keyOf)
  for (const cue of cues) {
    const line = pairs.has(cue) ? undefined : open.get(keyOf(cue))?.shift()
    if (line !== undefined) add(cue, line, { pairs, taken })
  }
}

/** Both are in the order of time, so each cue looks only at the lines around it. */
function pairByOverlap(cues: readonly SheetCue[], lines: readonly Cue[], found: Found): void {
  const left = lines.filter((line) => !found.taken.has(line))
  let first = 0
  for (const cue of cues) {
    if (found.pairs.has(cue)) continue
    while (first < left.length && (left[first]?.end ?? 0) <= cue.start) first++
    const line = mostOverlapping(cue, left, first, found.taken)
    if (line !== undefined) add(cue, line, found)
  }
}

function mostOverlapping(
  cue: SheetCue,
  left: readonly Cue[],
  first: number,
  taken: ReadonlySet<Cue>,
): Cue | undefined {
  let best: Cue | undefined
  for (let at = first; at < left.length && (left[at]?.start ?? 0) < cue.end; at++) {
    const line = left[at] as Cue
    if (!taken.has(line) && (best === undefined || overlap(cue, line) > overlap(cue, best))) best = line
  }
  return best
}

function overlap(one: Timed, other: Timed): number {
  return Math.min(one.end, other.end) - Math.max(one.start, other.start)
}

function add(cue: SheetCue, line: Cue, { pairs, taken }: Found): void {
  pairs.set(cue, line)
  taken.add(line)
}

function ms(seconds: number): number {
  return Math.round(seconds * 1000)
}
