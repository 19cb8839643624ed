import type { CueEdit } from 'video-translation-client'
import { type FieldError, invalidRequest } from '../problems/problem.ts'

/** The members of each kind of edit: those that it needs, and those that it may have. */
const MEMBERS: Record<string, { needed: string[]; possible?: string[] }> = {
  set: { needed: ['cue'], possible: ['text', 'start', 'end', 'speaker'] },
  'set of a target': { needed: ['cue', 'target'], possible: ['text', 'voice', 'approved'] },
  split: { needed: ['cue', 'at'], possible: ['texts', 'targets'] },
  merge: { needed: ['cues'] },
  insert: { needed: ['start', 'end', 'text'], possible: ['speaker', 'targets'] },
  delete: { needed: ['cue'] },
  revert: { needed: ['revision'] },
}

/** Where only a target may have no text: a machine makes it again. */
const NULLABLE = new Set(['set of a target/text', 'set of a target/voice', 'set/speaker'])

type Members = { op: string } & Record<string, unknown>

/**
 * Reads edits whose members have the right types already.
 * @throws Problem 400 that names each member that is missing, or does not belong to its edit
 */
export function readEdits(edits: readonly Members[]): CueEdit[] {
  const errors = [
    ...edits.flatMap((edit, index) => errorsOf(edit, `/edits/${index}`)),
    ...revertErrors(edits),
  ]
  if (errors.length > 0) throw invalidRequest(errors)
  return edits as unknown as CueEdit[]
}

function errorsOf(edit: Members, pointer: string): FieldError[] {
  const kind = edit.op === 'set' && edit['target'] !== undefined ? 'set of a target' : edit.op
  const { needed, possible = [] } = MEMBERS[kind] ?? { needed: [] }
  const missing = needed.filter((name) => edit[name] === undefined)
  const known = new Set(['op', ...needed, ...possible])
  const foreign = Object.keys(edit).filter((name) => !known.has(name))
  const empty = Object.keys(edit).filter((name) => edit[name] === null && !NULLABLE.has(`${kind}/${name}`))
  return [
    ...missing.map((name) => ({ pointer: `${pointer}/${name}`, detail: `A ${kind} needs it.` })),
    ...foreign.map((name) => ({ pointer: `${pointer}/${name}`, detail: `A ${kind} does not have it.` })),
    ...empty.map((name) => ({ pointer: `${pointer}/${name}`, detail: 'It must not be null.' })),
    ...targetErrors(edit, pointer),
  ]
}

/** A revert reads the whole history. */
function revertErrors(edits: readonly Members[]): FieldError[] {
  const [, ...others] = edits.flatMap(({ op }, index) => (op === 'revert' ? [index] : []))
  const detail = 'A request may have one revert; take the other revisions back one after the other.'
  return others.map((index) => ({ pointer: `/edits/${index}/op`, detail }))
}

/** A text for each language of an `insert`, two for a `split`. */
function targetErrors({ op, targets }: Members, pointer: string): FieldError[] {
  const isRight = (texts: unknown) => (op === 'insert' ? typeof texts === 'string' : Array.isArray(texts))
  const wrong = Object.entries(targets ?? {}).filter(([, texts]) => !isRight(texts))
  const detail = op === 'insert' ? 'It must be a text.' : 'It must be two texts.'
  return wrong.map(([language]) => ({ pointer: `${pointer}/targets/${language}`, detail }))
}
