import type { Kysely } from 'kysely'
import { cueId, type CueSheet, type SheetCue, type SheetTarget } from 'video-translation-client/editing'
import type { CueRevisionRow } from '../tables/cue-schema.ts'
import type { Schema } from '../tables/schema.ts'

/** The language of what the source has. */
export const SOURCE = ''

/** A cue without its targets. */
type SourcePart = Omit<SheetCue, 'id' | 'targets'>
export type CuePart = SourcePart | SheetTarget | null

/** What one revision changed in one language, by the number of the cue. */
export interface CueChange {
  revision: number
  language: string
  parts: Record<string, CuePart>
}

/** Which changes to load. */
export interface ChangeRange {
  /** Up to this revision. Default: the newest. */
  revision?: number | undefined
  /** Leaves out the other targets. */
  language?: string | undefined
  /** With this revision and all after it. Default: only what the cues are is wanted. */
  from?: number | undefined
}

/**
 * The changes of a translation's cues, oldest first: those since a snapshot, which comes first. It
 * is the newest one that leaves what is wanted after it.
 */
export async function loadChanges(
  db: Kysely<Schema>,
  translationId: string,
  range: ChangeRange = {},
): Promise<CueChange[]> {
  const base = await findSnapshot(db, translationId, range)
  const before =
    base === undefined ? [] : await read(db, 'cue_snapshots', translationId, range, { from: base, to: base })
  const since = { from: (base ?? 0) + 1, to: range.revision }
  return [...before, ...(await read(db, 'cue_changes', translationId, range, since))]
}

async function findSnapshot(
  db: Kysely<Schema>,
  translationId: string,
  { revision = Infinity, from = Infinity }: ChangeRange,
): Promise<number | undefined> {
  const newest = Math.min(revision, from - 1)
  let query = db.selectFrom('cue_snapshots').select('revision').where('translation_id', '=', translationId)
  if (newest !== Infinity) query = query.where('revision', '<=', newest)
  return (await query.orderBy('revision', 'desc').limit(1).executeTakeFirst())?.revision
}

async function read(
  db: Kysely<Schema>,
  table: 'cue_changes' | 'cue_snapshots',
  translationId: string,
  { language }: ChangeRange,
  { from, to }: { from: number; to: number | undefined },
): Promise<CueChange[]> {
  let query = db
    .selectFrom(table)
    .select(['revision', 'language', 'data'])
    .where('translation_id', '=', translationId)
    .where('revision', '>=', from)
  if (to !== undefined) query = query.where('revision', '<=', to)
  if (language !== undefined) query = query.where('language', 'in', [SOURCE, language])
  const rows = await query.orderBy('revision').execute()
  return rows.map((row) => ({
    revision: row.revision,
    language: row.language,
    parts: JSON.parse(row.data) as Record<string, CuePart>,
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
export type CueRevision = Pick<CueRevisionRow, 'revision' | 'next_number'>

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

function selectRevision(db: Kysely<Schema>, translationId: string) {
  return db
    .selectFrom('cue_revisions')
    .select(['revision', 'next_number'])
    .where('translation_id', '=', translationId)
}
