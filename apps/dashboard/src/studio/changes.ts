import type { Cue, CueEdit } from 'video-translation-client'

/** What a person has changed in one cue and the server does not have yet. */
export interface CueChange {
  /** Text in the target's language. */
  text?: string
  approved?: boolean
  /** What is said, in the source's language. */
  sourceText?: string
  start?: number
  end?: number
}

export type ChangeField = keyof CueChange
export type Changes = ReadonlyMap<string, CueChange>

/** The value of a field as the cue has it. */
export function valueOf(cue: Cue, field: ChangeField, language: string): CueChange[ChangeField] {
  if (field === 'sourceText') return cue.text
  if (field === 'start' || field === 'end') return cue[field]
  const target = cue.targets[language]
  return field === 'text' ? (target?.text ?? '') : (target?.approved ?? false)
}

/** The cue as it is with the changes. */
export function withChange(cue: Cue, change: CueChange | undefined, language: string): Cue {
  if (!change) return cue
  const { text, approved, sourceText, start, end } = change
  const target = cue.targets[language] ?? { text: null, approved: false, state: 'stale' as const }
  return {
    ...cue,
    ...(sourceText !== undefined && { text: sourceText }),
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
    targets: {
      ...cue.targets,
      [language]: {
        ...target,
        ...(text !== undefined && { text, author: 'person' as const, state: 'stale' as const }),
        ...(approved !== undefined && { approved }),
      },
    },
  }
}

/** The edits that bring the changes to the server. */
export function editsOf(changes: Changes, language: string): CueEdit[] {
  return [...changes].flatMap(([cue, { text, approved, sourceText, start, end }]) => {
    const source = {
      ...(sourceText !== undefined && { text: sourceText }),
      ...(start !== undefined && { start }),
      ...(end !== undefined && { end }),
    }
    const target = { ...(text !== undefined && { text }), ...(approved !== undefined && { approved }) }
    const edits: CueEdit[] = []
    if (Object.keys(source).length > 0) edits.push({ op: 'set', cue, ...source })
    if (Object.keys(target).length > 0) edits.push({ op: 'set', cue, target: language, ...target })
    return edits
  })
}

/** The values that a cue has in the fields of a change. */
export function valuesOf(cue: Cue, change: CueChange, language: string): CueChange {
  const fields = Object.keys(change) as ChangeField[]
  return Object.fromEntries(fields.map((field) => [field, valueOf(cue, field, language)]))
}

/**
 * The cues in which somebody else has changed a field that was changed here, too: there a person
 * has to choose. Changes of other lines and of other fields do not meet. `from` has the values
 * that the fields had when they were changed here.
 */
export function conflictsOf(
  changes: Changes,
  from: Changes,
  theirs: readonly Cue[],
  language: string,
): string[] {
  return theirs.flatMap((cue) => {
    const change = changes.get(cue.id)
    if (!change) return []
    const fields = Object.keys(change) as ChangeField[]
    const meets = fields.some((field) => {
      const now = valueOf(cue, field, language)
      return now !== from.get(cue.id)?.[field] && now !== change[field]
    })
    return meets ? [cue.id] : []
  })
}
