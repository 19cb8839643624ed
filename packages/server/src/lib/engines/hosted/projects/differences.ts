import type { Cue, CueEdit } from 'video-translation-client'
import { isOpen, type SheetCue } from 'video-translation-client/editing'
import { pairLines } from './pair-lines.ts'

/** The edits that give a project the source lines of the cues. Deletions come first. */
export function lineEdits(cues: readonly SheetCue[], lines: readonly Cue[]): CueEdit[] {
  const pairs = pairLines(cues, lines)
  const kept = new Set(pairs.values())
  const deleted = lines.filter((line) => !kept.has(line))
  return [
    ...deleted.map(({ id }): CueEdit => ({ op: 'delete', cue: id })),
    ...cues.flatMap((cue) => lineEdit(cue, pairs.get(cue))),
  ]
}

function lineEdit(cue: SheetCue, line: Cue | undefined): CueEdit[] {
  const { start, end, text, speaker } = cue
  if (line === undefined)
    return [{ op: 'insert', start, end, text, ...(speaker !== undefined && { speaker }) }]
  const changed = {
    ...(text !== line.text && { text }),
    ...(!isNear(start, line.start) && { start }),
    ...(!isNear(end, line.end) && { end }),
    ...(speaker !== undefined && speaker !== line.speaker && { speaker }),
  }
  return Object.keys(changed).length > 0 ? [{ op: 'set', cue: line.id, ...changed }] : []
}

const HALF_MS = 0.000_501

/** The vendor's times may have more digits than those of cues. */
function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) < HALF_MS
}

/** The edits that give a language of a project the texts that stand in the cues. */
export function textEdits(cues: readonly SheetCue[], lines: readonly Cue[], target: string): CueEdit[] {
  return [...pairLines(cues, lines)].flatMap(([cue, line]): CueEdit[] => {
    const wanted = cue.targets[target]
    if (isOpen(cue, wanted) || wanted?.text === line.targets[target]?.text) return []
    return [{ op: 'set', cue: line.id, target, text: wanted?.text }]
  })
}

/** The edits that let the vendor translate again what a person asked for. */
export function reopenings(cues: readonly SheetCue[], lines: readonly Cue[], target: string): CueEdit[] {
  return [...pairLines(cues, lines)].flatMap(([cue, line]): CueEdit[] => {
    const isAsked = cue.targets[target]?.text === null
    const isOpenThere = (line.targets[target]?.text ?? null) === null
    return isAsked && !isOpenThere ? [{ op: 'set', cue: line.id, target, text: null }] : []
  })
}
