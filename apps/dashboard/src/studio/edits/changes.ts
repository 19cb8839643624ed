import type { Cue, CueEdit, CueTarget } from 'video-translation-client'

/** What a person has changed in one cue and the server does not have yet. */
export interface CueChange {
  /** Text in the target's language. */
  text?: string
  approved?: boolean
  /** What is said, in the source's language. */
  sourceText?: string
  start?: number
  end?: number
  /** Null: nobody in particular. */
  speaker?: string | null
  /** Null: the voice of the target. */
  voice?: string | null
}

export type ChangeField = keyof CueChange
export type Changes = ReadonlyMap<string, CueChange>

/** The value of a field as the cue has it. */
export function valueOf(cue: Cue, field: ChangeField, language: string): CueChange[ChangeField] {
  const target = cue.targets[language]
  switch (field) {
    case 'sourceText':
      return cue.text
    case 'start':
    case 'end':
      return cue[field]
    case 'speaker':
      return cue.speaker ?? null
    case 'voice':
      return target?.voice ?? null
    case 'text':
      return target?.text ?? ''
    case 'approved':
      return target?.approved ?? false
  }
}

/** The cue as it is with the changes. */
export function withChange(cue: Cue, change: CueChange | undefined, language: string): Cue {
  if (!change) return cue
  const { speaker: _, ...said } = cue
  const { text, sourceText, start, end } = change
  const speaker = change.speaker === undefined ? cue.speaker : change.speaker
  return {
    ...said,
    ...(speaker != null && { speaker }),
    ...defined({ text: sourceText, start, end }),
    targets: { ...cue.targets, [language]: withTargetChange(cue.targets[language], change, text) },
  }
}

const UNTRANSLATED: CueTarget = { text: null, approved: false, state: 'stale' }

/** A new text and another voice have to be spoken. */
function withTargetChange(target = UNTRANSLATED, change: CueChange, text: string | undefined): CueTarget {
  const { voice: _, ...rest } = target
  const voice = change.voice === undefined ? target.voice : change.voice
  const isStale = text !== undefined || voice !== target.voice
  return {
    ...rest,
    ...(voice != null && { voice }),
    ...(isStale && { state: 'stale' }),
    ...(text !== undefined && { text, author: 'person' }),
    ...defined({ approved: change.approved }),
  }
}

/** The edits that bring the changes to the server. */
export function editsOf(changes: Changes, language: string): CueEdit[] {
  return [...changes].flatMap(([cue, { text, approved, voice, sourceText, start, end, speaker }]) => {
    const source = defined({ text: sourceText, start, end, speaker })
    const target = defined({ text, approved, voice })
    const edits: CueEdit[] = []
    if (Object.keys(source).length > 0) edits.push({ op: 'set', cue, ...source })
    if (Object.keys(target).length > 0) edits.push({ op: 'set', cue, target: language, ...target })
    return edits
  })
}

/** The members that have a value. */
function defined<Values extends object>(
  values: Values,
): { [Name in keyof Values]?: Exclude<Values[Name], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never
}

/** What an approval is of. */
const APPROVED_FIELDS = ['text', 'voice'] as const

/** The values that a cue has in the fields of a change, and in those that it approves. */
export function valuesOf(cue: Cue, change: CueChange, language: string): CueChange {
  const fields = new Set(Object.keys(change) as ChangeField[])
  if (change.approved) for (const field of APPROVED_FIELDS) fields.add(field)
  return Object.fromEntries([...fields].map((field) => [field, valueOf(cue, field, language)]))
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

/** Whether the change approves a text or a voice that somebody else has replaced since. */
export function isApprovedUnseen(
  change: CueChange,
  from: CueChange | undefined,
  theirs: Cue,
  language: string,
): boolean {
  if (!change.approved) return false
  return APPROVED_FIELDS.some((field) => {
    // One's own wording is approved as it is typed, and a conflict over it is asked.
    const seen = change[field] === undefined ? from?.[field] : undefined
    return seen !== undefined && valueOf(theirs, field, language) !== seen
  })
}
