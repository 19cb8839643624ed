import { type Kysely, sql } from 'kysely'
import type { CueAuthor } from 'video-translation-client'
import type { Idempotency } from '../idempotency.ts'
import { lenientReader } from '../tables/column-reader.ts'
import type { CueChangeRow, CueHistoryRow } from '../tables/cue-schema.ts'
import type { Schema } from '../tables/schema.ts'

/** The most revisions of a translation whose cues people still edit. */
export const MAX_REVISIONS = 10_000
/** The most bytes that people's edits of a translation may take. */
export const MAX_EDITED_BYTES = 16_000_000

/** Whether a translation can keep no more edits by people after a revision. */
export async function isHistoryFull(
  db: Kysely<Schema>,
  translationId: string,
  revision: number,
): Promise<boolean> {
  if (revision >= MAX_REVISIONS) return true
  return ((await historyOf(db, translationId))?.edited_bytes ?? 0) >= MAX_EDITED_BYTES
}

/** A row takes about so many bytes besides its data, and its reading about as long. */
const ROW_BYTES = 200
/** A small sheet is not worth a snapshot. */
const MIN_SNAPSHOT_BYTES = 16_000

/**
 * Counts the rows of a new revision. Once the changes since the last snapshot weigh as much as it
 * does, everything is written anew: so a reader reads at most twice what there is, and the
 * snapshots weigh no more than the changes.
 */
export async function noteChanges(
  tx: Kysely<Schema>,
  { translationId, owner, author }: { translationId: string; owner: string; author: CueAuthor },
  changes: readonly CueChangeRow[],
  snapshot: () => CueChangeRow[],
): Promise<void> {
  const bytes = bytesOf(changes)
  const known = await historyOf(tx, translationId)
  const next = known ? grown(known, bytes) : { ...NO_SIZES, bytes, base_bytes: bytes }
  const rows = isSnapshotDue(next) ? snapshot() : []
  for (const row of rows) await tx.insertInto('cue_snapshots').values(row).execute()
  const sizes = rows.length > 0 ? withSnapshot(next, bytesOf(rows)) : next
  if (author === 'person') sizes.edited_bytes += bytes
  await tx
    .insertInto('cue_histories')
    .values({ translation_id: translationId, owner, ...sizes })
    .onConflict((conflict) =>
      conflict.column('translation_id').doUpdateSet({
        ...sizes,
        // Others count files to it meanwhile.
        bytes: sql<number>`cue_histories.bytes + ${sizes.bytes - (known?.bytes ?? 0)}`,
      }),
    )
    .execute()
}

const NO_SIZES: Sizes = { bytes: 0, edited_bytes: 0, base_bytes: 0, since_bytes: 0 }

function grown(sizes: Sizes, bytes: number): Sizes {
  return { ...sizes, bytes: sizes.bytes + bytes, since_bytes: sizes.since_bytes + bytes }
}

function withSnapshot(sizes: Sizes, bytes: number): Sizes {
  return { ...sizes, bytes: sizes.bytes + bytes, base_bytes: bytes, since_bytes: 0 }
}

function isSnapshotDue({ since_bytes, base_bytes }: Sizes): boolean {
  return since_bytes >= Math.max(MIN_SNAPSHOT_BYTES, base_bytes)
}

type Sizes = Pick<CueHistoryRow, 'bytes' | 'edited_bytes' | 'base_bytes' | 'since_bytes'>

async function historyOf(db: Kysely<Schema>, translationId: string): Promise<Sizes | undefined> {
  const row = await db
    .selectFrom('cue_histories')
    .select(['bytes', 'edited_bytes', 'base_bytes', 'since_bytes'])
    .where('translation_id', '=', translationId)
    .executeTakeFirst()
  // A damaged size counts as nothing.
  const sizes = Object.entries(row ?? {}).map(([name, size]) => [name, lenientReader.number(size) ?? 0])
  return row && (Object.fromEntries(sizes) as Sizes)
}

function bytesOf(rows: readonly CueChangeRow[]): number {
  return rows.reduce((sum, { data }) => sum + Buffer.byteLength(data) + ROW_BYTES, 0)
}

/** The answer of an edit without its cues, which are most of its bytes and are read again. */
export interface KeptAnswer {
  revision: number
  /** The ids of cues. */
  changed: string[]
  removed: string[]
}

/** So many requests can still be repeated for their answer. */
const KEPT_ANSWERS = 100

/**
 * Keeps the answer of a request. A node of an older version does not know the table: it refuses a
 * repeated request as outdated, which tells what the cues are now.
 */
export async function keepAnswer(
  tx: Kysely<Schema>,
  translationId: string,
  { key, requestHash }: Idempotency,
  { at, ...answer }: KeptAnswer & { at: number },
): Promise<void> {
  const row = { request_hash: requestHash, answer: JSON.stringify(answer), at: Math.round(at) }
  await tx
    .insertInto('cue_answers')
    .values({ translation_id: translationId, idempotency_key: key, ...row })
    .onConflict((conflict) => conflict.columns(['translation_id', 'idempotency_key']).doUpdateSet(row))
    .execute()
  const newest = tx
    .selectFrom('cue_answers')
    .select('idempotency_key')
    .where('translation_id', '=', translationId)
    .orderBy('at', 'desc')
    .orderBy('idempotency_key')
    .limit(KEPT_ANSWERS)
  await tx
    .deleteFrom('cue_answers')
    .where('translation_id', '=', translationId)
    .where('idempotency_key', 'not in', newest)
    .execute()
}

/** The answer of an earlier request with the key, also of one that an older version has kept. */
export async function findAnswer(
  db: Kysely<Schema>,
  translationId: string,
  key: string,
): Promise<{ request_hash: string | null; answer: KeptAnswer } | undefined> {
  const [found] = await db
    .selectFrom('cue_revisions')
    .select(['request_hash', sql<string>`answer`.as('answer')])
    .where('translation_id', '=', translationId)
    .where('idempotency_key', '=', key)
    .where('answer', 'is not', null)
    .unionAll(
      db
        .selectFrom('cue_answers')
        .select(['request_hash', 'answer'])
        .where('translation_id', '=', translationId)
        .where('idempotency_key', '=', key),
    )
    .execute()
  return found && { ...found, answer: readAnswer(found.answer) }
}

/** Older versions kept the cues themselves. */
function readAnswer(text: string): KeptAnswer {
  const answer = JSON.parse(text) as Omit<KeptAnswer, 'changed'> & { changed: (string | { id: string })[] }
  return { ...answer, changed: answer.changed.map((cue) => (typeof cue === 'string' ? cue : cue.id)) }
}
