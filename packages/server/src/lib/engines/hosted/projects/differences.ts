import type { Cue, CueEdit, CuePage } from 'video-translation-client'
import { isOpen, MAX_EDITS, type SheetCue } from 'video-translation-client/editing'
import { isSameText, isSameTime } from '../lines/compare.ts'
import { pairLines } from '../lines/pair-lines.ts'
import type { TargetNames } from '../lines/results.ts'

/** Finds the edits that the lines of a project need next, for one request. */
export type FindEdits = (cues: readonly SheetCue[], page: CuePage, names: TargetNames) => CueEdit[]

/** The edits that give a project the source lines of the cues. */
export function lineEdits(cues: readonly SheetCue[], { items }: CuePage): CueEdit[] {
  const pairs = pairLines(cues, items)
  const kept = new Set(pairs.values())
  const deleted = items
    .filter((line) => !kept.has(line))
    .map(({ id }): CueEdit => ({ op: 'delete', cue: id }))
  // Deleted lines make room for those that move, so they are sent alone and first.
  if (deleted.length > 0) return deleted.slice(0, MAX_EDITS)
  const isLater = (cue: SheetCue) => cue.start > (pairs.get(cue)?.start ?? Infinity)
  // The last of those that move later have room, and make some for the ones before them.
  const ordered = [...cues.filter(isLater).toReversed(), ...cues.filter((cue) => !isLater(cue))]
  return ordered.flatMap((cue) => lineEdit(cue, pairs.get(cue))).slice(0, MAX_EDITS)
}

function lineEdit(cue: SheetCue, line: Cue | undefined): CueEdit[] {
  const { start, end, text, speaker } = cue
  if (line === undefined)
    return [{ op: 'insert', start, end, text, ...(speaker !== undefined && { speaker }) }]
  const isMoved = !isSameTime(start, line.start) || !isSameTime(end, line.end)
  const changed = {
    ...(!isSameText(text, line.text) && { text }),
    ...(isMoved && { start, end }),
    ...(speaker !== undefined && speaker !== line.speaker && { speaker }),
  }
  return Object.keys(changed).length > 0 ? [{ op: 'set', cue: line.id, ...changed }] : []
}

/** The edits that give a language of a project the texts that stand in the cues. */
export function textEdits(
  cues: readonly SheetCue[],
  { items }: CuePage,
  { language, tag }: TargetNames,
): CueEdit[] {
  const edits = [...pairLines(cues, items)].flatMap(([cue, line]): CueEdit[] => {
    const wanted = cue.targets[language]
    const text = wanted?.text ?? ''
    if (text === '' || isOpen(cue, wanted) || isSameText(text, line.targets[tag]?.text ?? '')) return []
    return [{ op: 'set', cue: line.id, target: tag, text }]
  })
  return edits.slice(0, MAX_EDITS)
}

/** The edits that let the vendor translate again what a person asked for. */
export function reopenings(
  cues: readonly SheetCue[],
  { items }: CuePage,
  { language, tag }: TargetNames,
): CueEdit[] {
  const edits = [...pairLines(cues, items)].flatMap(([cue, line]): CueEdit[] => {
    const isAsked = cue.targets[language]?.text === null
    const isOpenThere = (line.targets[tag]?.text ?? null) === null
    return isAsked && !isOpenThere ? [{ op: 'set', cue: line.id, target: tag, text: null }] : []
  })
  return edits.slice(0, MAX_EDITS)
}
