import type { Cue, CueEdit, CuePage } from 'video-translation-client'
import { isOpen, type SheetCue } from 'video-translation-client/editing'
import { pairLines } from '../projects/pair-lines.ts'

/** The text of a line of a session, which has one language. */
export function lineText({ targets }: Pick<Cue, 'targets'>): string {
  return Object.values(targets)[0]?.text ?? ''
}

/** The edits that give a session the translated lines of the cues. Deletions come first. */
export function proofreadEdits(cues: readonly SheetCue[], { items }: CuePage, language: string): CueEdit[] {
  // The vendor may write the tag of the language in its own way.
  const target = Object.keys(items[0]?.targets ?? {})[0] ?? language
  const pairs = pairLines(cues, items)
  const kept = new Set(pairs.values())
  const deleted = items.filter((line) => !kept.has(line))
  return [
    ...deleted.map(({ id }): CueEdit => ({ op: 'delete', cue: id })),
    ...cues.flatMap((cue) => editsOf(cue, pairs.get(cue), language, target)),
  ]
}

function editsOf(cue: SheetCue, line: Cue | undefined, language: string, target: string): CueEdit[] {
  const { start, end, targets } = cue
  const text = isOpen(cue, targets[language]) ? undefined : (targets[language]?.text ?? undefined)
  if (line === undefined)
    return text === undefined ? [] : [{ op: 'insert', start, end, text, targets: { [target]: text } }]
  const isMoved = start !== line.start || end !== line.end
  const isChanged = text !== undefined && text !== lineText(line)
  return [
    ...(isMoved ? [{ op: 'set' as const, cue: line.id, start, end }] : []),
    ...(isChanged ? [{ op: 'set' as const, cue: line.id, target, text }] : []),
  ]
}
