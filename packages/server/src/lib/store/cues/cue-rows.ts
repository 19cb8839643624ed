import type { Kysely } from 'kysely'
import type { CueAuthor } from 'video-translation-client'
import {
  cueId,
  type CueSheet,
  numberOf,
  type SheetCue,
  type SheetTarget,
} from 'video-translation-client/editing'
import type { CueRevisionRow, Schema } from '../tables/schema.ts'
import type { Tx } from '../tables/store-parts.ts'

/** The language of what the source has. */
export const SOURCE = ''

/** A cue without its targets. */
type SourcePart = Omit<SheetCue, 'id' | 'targets'>
type Part = SourcePart | SheetTarget | null

/** What one revision changed in one language, by the number of the cue. */
export interface CueChange {
  revision: number
  language: string
  parts: Record<string, Part>
}

/** The changes of a translation's cues, oldest first. */
export async function loadChanges(
  db: Kysely<Schema>,
  translationId: string,
  { revision, language }: { revision?: number | undefined; language?: string | undefined } = {},
): Promise<CueChange[]> {
  let query = db.selectFrom('cue_changes').selectAll().where('translation_id', '=', translationId)
  if (revision !== undefined) query = query.where('revision', '<=', revision)
  if (language !== undefined) query = query.where('language', 'in', [SOURCE, language])
  const rows = await query.orderBy('revision').execute()
  return rows.map((row) => ({
    revision: row.revision,
    language: row.language,
    parts: JSON.parse(row.data) as Record<string, Part>,
  }))
}

/** The cues that changes lead to, by number. */
export function foldChanges(changes: readonly CueChange[]): Map<string, SheetCue> {
  const sources = new Map<string, SourcePart>()
  const targets = new Map<string, SheetCue['targets']>()
  for (const { language, parts } of changes) {
    for (const [number, part] of Object.entries(parts)) {
      if (language !== SOURCE) setPart(targets, number, language, part as SheetTarget | null)
      else if (part === null) {
        sources.delete(number)
        targets.delete(number)
      } else sources.set(number, part as SourcePart)
    }
  }
  const cues = [...sources].map(([number, source]): [string, SheetCue] => {
    const id = cueId(Number(number))
    return [id, { id, ...source, targets: targets.get(number) ?? {} }]
  })
  return new Map(cues)
}

function setPart(
  targets: Map<string, SheetCue['targets']>,
  number: string,
  language: string,
  part: SheetTarget | null,
): void {
  const { [language]: _before, ...others } = targets.get(number) ?? {}
  targets.set(number, part === null ? others : { ...others, [language]: part })
}

export function sheetOf(cues: ReadonlyMap<string, SheetCue>, nextNumber: number): CueSheet {
  return { cues: [...cues.values()].toSorted((one, other) => one.start - other.start), nextNumber }
}

/** A revision as its row has it. */
export type CueRevision = Pick<
  CueRevisionRow,
  'revision' | 'next_number' | 'idempotency_key' | 'request_hash' | 'answer'
>

/** The newest revision, or the given one. */
export async function findRevision(
  db: Kysely<Schema>,
  translationId: string,
  revision?: number,
): Promise<CueRevision | undefined> {
  let query = selectRevision(db, translationId)
  if (revision !== undefined) query = query.where('revision', '=', revision)
  return await query.orderBy('revision', 'desc').limit(1).executeTakeFirst()
}

export async function findRevisionByKey(
  db: Kysely<Schema>,
  translationId: string,
  key: string,
): Promise<CueRevision | undefined> {
  return await selectRevision(db, translationId).where('idempotency_key', '=', key).executeTakeFirst()
}

function selectRevision(db: Kysely<Schema>, translationId: string) {
  return db
    .selectFrom('cue_revisions')
    .select(['revision', 'next_number', 'idempotency_key', 'request_hash', 'answer'])
    .where('translation_id', '=', translationId)
}

/** A revision to write. */
export interface NewRevision {
  translationId: string
  revision: number
  at: number
  author: CueAuthor
  by: string
  before: ReadonlyMap<string, SheetCue>
  after: CueSheet
  request?: Pick<CueRevisionRow, 'idempotency_key' | 'request_hash' | 'answer'>
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
    ...(news.request ?? { idempotency_key: null, request_hash: null, answer: null }),
  }
  await tx.insertInto('cue_revisions').values(row).execute()
  for (const [language, parts] of differences(before, after.cues)) {
    const change = { translation_id: translationId, revision, language, data: JSON.stringify(parts) }
    await tx.insertInto('cue_changes').values(change).execute()
  }
}

type Differences = Map<string, Record<string, Part>>

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

function add(found: Differences, language: string, id: string, part: Part): void {
  const parts = found.get(language) ?? {}
  parts[numberOf(id)] = part
  found.set(language, parts)
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
