import type { Cue } from 'video-translation-client'
import type { SheetCue } from 'video-translation-client/editing'

/** What a cue and a line of the vendor have in common. */
type Timed = Pick<Cue, 'start' | 'end' | 'text'>

/** What two must share to be the same, from all to little. */
const SHARED: readonly ((one: Timed) => string)[] = [
  ({ start, end, text }) => `${ms(start)} ${ms(end)} ${text}`,
  ({ start, end }) => `${ms(start)} ${ms(end)}`,
  ({ start }) => `${ms(start)}`,
  ({ end }) => `${ms(end)}`,
]

/**
 * Finds the vendor's line of each cue. The vendor's ids are kept nowhere, because a line that is
 * made just before a kill would be forgotten. A wrong pair is no mistake: it is only more to send.
 */
export function pairLines(cues: readonly SheetCue[], lines: readonly Cue[]): Map<SheetCue, Cue> {
  const pairs = new Map<SheetCue, Cue>()
  const taken = new Set<Cue>()
  for (const keyOf of SHARED) {
    const open = byKey(
      lines.filter((line) => !taken.has(line)),
      keyOf,
    )
    for (const cue of cues) {
      const line = pairs.has(cue) ? undefined : open.get(keyOf(cue))?.shift()
      if (line === undefined) continue
      pairs.set(cue, line)
      taken.add(line)
    }
  }
  return pairs
}

function byKey(lines: readonly Cue[], keyOf: (one: Timed) => string): Map<string, Cue[]> {
  return Map.groupBy(lines, keyOf)
}

function ms(seconds: number): number {
  return Math.round(seconds * 1000)
}
