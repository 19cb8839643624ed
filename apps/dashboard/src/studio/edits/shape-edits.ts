import type { Cue, CueEdit, InsertCue } from 'video-translation-client'
import { cutText } from 'video-translation-client/editing'

/** Cuts a line in two. */
export function splitOf(cue: Cue, at: number, cues: readonly Cue[]): CueEdit {
  const split = { op: 'split' as const, cue: cue.id, at }
  if (!lacksSource(cues)) return split
  const fraction = (at - cue.start) / (cue.end - cue.start)
  const halves = Object.entries(cue.targets).map(
    ([language, { text }]) => [language, cutText(text ?? '', fraction)] as const,
  )
  // A single word has no second half, and the server says what it needs instead.
  return { ...split, targets: Object.fromEntries(halves.filter(([, [, second]]) => second !== '')) }
}

/** Adds a line beside another one, with the same words in each language to begin with. */
export function insertOf(line: Omit<InsertCue, 'op'>, beside: Cue, cues: readonly Cue[]): CueEdit {
  const insert = { op: 'insert' as const, ...line }
  if (!lacksSource(cues)) return insert
  const targets = Object.keys(beside.targets).map((language) => [language, line.text])
  return { ...insert, targets: Object.fromEntries(targets) as Record<string, string> }
}

/**
 * Some vendors give only the translated lines, and translate none again: what is split or added
 * needs its words in each language.
 */
function lacksSource(cues: readonly Cue[]): boolean {
  return cues.some(({ text }) => text === '')
}
