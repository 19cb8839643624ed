import type { CueAuthor } from 'video-translation-client'
import { type CueSheet, numberOf, type SheetCue } from 'video-translation-client/editing'
import type { CueChangeRow, CueRevisionRow } from '../tables/cue-schema.ts'
import type { Tx } from '../tables/store-parts.ts'
import { type CuePart, SOURCE } from './cue-rows.ts'
import { noteChanges } from './edit-history.ts'

/** A revision to write. */
export interface NewRevision {
  translationId: string
  owner: string
  revision: number
  at: number
  author: CueAuthor
  by: string
  before: ReadonlyMap<string, SheetCue>
  after: CueSheet
}

/** Writes what differs between the cues before and after. */
export async function insertRevision(tx: Tx, news: NewRevision): Promise<void> {
  const { translationId, revision, at, author, by, before, after } = news
  const row: CueRevisionRow = {
    translation_id: translationId,
    revision,
    at: Math.round(at),
    author,
    written_by: by,
    next_number: after.nextNumber,
    // Older versions keep the answer here, and read the whole cues in it. This one has a table.
    idempotency_key: null,
    request_hash: null,
    answer: null,
  }
  await tx.insertInto('cue_revisions').values(row).execute()
  const changed = rowsOf(translationId, revision, differences(before, after.cues))
  for (const change of changed) await tx.insertInto('cue_changes').values(change).execute()
  await noteChanges(tx, news, changed, () =>
    rowsOf(translationId, revision, differences(NOTHING, after.cues)),
  )
}

const NOTHING: ReadonlyMap<string, SheetCue> = new Map()

function rowsOf(translation_id: string, revision: number, changes: Differences): CueChangeRow[] {
  return [...changes].map(([language, parts]) => {
    return { translation_id, revision, language, data: JSON.stringify(parts) }
  })
}

type Differences = Map<string, Record<string, CuePart>>

function differences(before: ReadonlyMap<string, SheetCue>, after: readonly SheetCue[]): Differences {
  const found: Differences = new Map()
  const left = new Set(before.keys())
  for (const cue of after) {
    left.delete(cue.id)
    compare(before.get(cue.id), cue, found)
  }
  for (const id of left) add(found, SOURCE, id, null)
  return found
}

function compare(before: SheetCue | undefined, after: SheetCue, found: Differences): void {
  if (before === after) return
  const { id, targets, ...source } = after
  const { id: _id, targets: known = {}, ...sourceBefore } = before ?? { id, targets: undefined }
  if (!isSame(sourceBefore, source)) add(found, SOURCE, id, source)
  for (const [language, target] of Object.entries(targets))
    if (!isSame(known[language], target)) add(found, language, id, target)
  for (const language of Object.keys(known))
    if (targets[language] === undefined) add(found, language, id, null)
}

function add(found: Differences, language: string, id: string, part: CuePart): void {
  const parts = found.get(language) ?? {}
  parts[numberOf(id)] = part
  found.set(language, parts)
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
