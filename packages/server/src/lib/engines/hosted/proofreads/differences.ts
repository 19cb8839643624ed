import type { Cue, CueEdit, CuePage } from 'video-translation-client'
import { isOpen, type SheetCue } from 'video-translation-client/editing'
import { isSameText, isSameTime } from '../lines/compare.ts'
import { pairLines } from '../lines/pair-lines.ts'
import type { TargetNames } from '../lines/results.ts'

/** A session has one language, the tag of which the vendor may write in its own way. */
export function namesOf({ items }: CuePage, language: string): TargetNames {
  return { language, tag: Object.keys(items[0]?.targets ?? {})[0] ?? language }
}

/**
 * The edits that give a session the translated lines of the cues. They replace one file, so all are
 * made at once.
 */
export function proofreadEdits(cues: readonly SheetCue[], page: CuePage, language: string): CueEdit[] {
  const names = namesOf(page, language)
  const pairs = pairLines(cues, page.items)
  const kept = new Set(pairs.values())
  const deleted = page.items.filter((line) => !kept.has(line))
  return [
    ...deleted.map(({ id }): CueEdit => ({ op: 'delete', cue: id })),
    ...cues.flatMap((cue) => editsOf(cue, pairs.get(cue), names)),
  ]
}

function editsOf(cue: SheetCue, line: Cue | undefined, { language, tag }: TargetNames): CueEdit[] {
  const { start, end, targets } = cue
  const text = isOpen(cue, targets[language]) ? undefined : (targets[language]?.text ?? undefined)
  if (line === undefined)
    return text === undefined ? [] : [{ op: 'insert', start, end, text, targets: { [tag]: text } }]
  const isMoved = !isSameTime(start, line.start) || !isSameTime(end, line.end)
  const isChanged = text !== undefined && !isSameText(text, line.targets[tag]?.text ?? '')
  return [
    ...(isMoved ? [{ op: 'set' as const, cue: line.id, start, end }] : []),
    ...(isChanged ? [{ op: 'set' as const, cue: line.id, target: tag, text }] : []),
  ]
}
