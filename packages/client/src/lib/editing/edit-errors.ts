/** A mistake in edits from outside. */
export interface EditMistake {
  /** JSON pointer into the edits, e.g. `/edits/3/text`. */
  pointer: string
  detail: string
}

type Kind = keyof typeof KINDS

/** The members of each kind of edit: those that it needs, and those that it may have. */
const MEMBERS: Record<string, { needed: Record<string, Kind>; possible?: Record<string, Kind> }> = {
  set: {
    needed: { cue: 'text' },
    possible: { text: 'text', start: 'seconds', end: 'seconds', speaker: 'textOrNull' },
  },
  'set of a target': {
    needed: { cue: 'text', target: 'text' },
    possible: { text: 'textOrNull', voice: 'textOrNull', approved: 'boolean' },
  },
  split: { needed: { cue: 'text', at: 'seconds' }, possible: { texts: 'twoTexts', targets: 'twoTextsEach' } },
  merge: { needed: { cues: 'texts' } },
  insert: {
    needed: { start: 'seconds', end: 'seconds', text: 'text' },
    possible: { speaker: 'text', targets: 'textEach' },
  },
  delete: { needed: { cue: 'text' } },
  revert: { needed: { revision: 'revision' } },
}

const OPS = ['set', 'split', 'merge', 'insert', 'delete', 'revert']

/** What a value has to be, and the words for it. */
const KINDS = {
  text: { isRight: isText, words: 'a text' },
  textOrNull: { isRight: (value: unknown) => value === null || isText(value), words: 'a text or null' },
  seconds: { isRight: isSeconds, words: 'a number of seconds' },
  boolean: { isRight: (value: unknown) => typeof value === 'boolean', words: 'true or false' },
  revision: { isRight: (value: unknown) => Number.isSafeInteger(value), words: 'a revision' },
  texts: { isRight: isTexts, words: 'a list of texts' },
  twoTexts: { isRight: isTwoTexts, words: 'two texts' },
  textEach: { isRight: isText, words: 'a text' },
  twoTextsEach: { isRight: isTwoTexts, words: 'two texts' },
} as const

/**
 * The mistakes in edits from outside: members that are missing, that do not belong to their edit,
 * or that are of another kind. `applyEdits` takes edits without such mistakes.
 */
export function editErrors(edits: readonly unknown[]): EditMistake[] {
  return [...edits.flatMap((edit, index) => errorsOf(edit, `/edits/${index}`)), ...revertErrors(edits)]
}

function errorsOf(value: unknown, pointer: string): EditMistake[] {
  if (!isMembers(value)) return [{ pointer, detail: 'It must be an edit.' }]
  const edit = value
  const kind = edit['op'] === 'set' && edit['target'] !== undefined ? 'set of a target' : String(edit['op'])
  const members = Object.hasOwn(MEMBERS, kind) ? MEMBERS[kind] : undefined
  if (!members) return [{ pointer: `${pointer}/op`, detail: `It must be one of ${OPS.join(', ')}.` }]
  const { needed, possible = {} } = members
  const all: Record<string, Kind> = { ...needed, ...possible }
  const given = Object.keys(edit).filter((name) => name !== 'op' && edit[name] !== undefined)
  const missing = Object.keys(needed).filter((name) => edit[name] === undefined)
  const foreign = given.filter((name) => !Object.hasOwn(all, name))
  const known = given.filter((name) => Object.hasOwn(all, name))
  return [
    ...missing.map((name) => ({ pointer: `${pointer}/${name}`, detail: `A ${kind} needs it.` })),
    ...foreign.map((name) => ({ pointer: `${pointer}/${name}`, detail: `A ${kind} does not have it.` })),
    ...known.flatMap((name) => kindErrors(edit[name], all[name] as Kind, `${pointer}/${name}`)),
  ]
}

function kindErrors(value: unknown, kind: Kind, pointer: string): EditMistake[] {
  const { isRight, words } = KINDS[kind]
  if (!kind.endsWith('Each')) return isRight(value) ? [] : [{ pointer, detail: `It must be ${words}.` }]
  if (!isMembers(value)) return [{ pointer, detail: `It must have ${words} for each language.` }]
  const wrong = Object.keys(value).filter((language) => !isRight(value[language]))
  return wrong.map((language) => ({ pointer: `${pointer}/${language}`, detail: `It must be ${words}.` }))
}

/** A revert reads the whole history. */
function revertErrors(edits: readonly unknown[]): EditMistake[] {
  const isRevert = (edit: unknown) => isMembers(edit) && edit['op'] === 'revert'
  const [, ...others] = edits.flatMap((edit, index) => (isRevert(edit) ? [index] : []))
  const detail = 'A request may have one revert; take the other revisions back one after the other.'
  return others.map((index) => ({ pointer: `/edits/${index}/op`, detail }))
}

function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isSeconds(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value)
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText)
}

function isTwoTexts(value: unknown): boolean {
  return isTexts(value) && (value as unknown[]).length === 2
}
