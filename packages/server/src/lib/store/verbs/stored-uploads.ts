import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import type { UploadSegment, UploadStore } from '../upload-store.ts'
import type { StoreParts, Tx } from '../tables/store-parts.ts'
import type { Schema } from '../tables/schema.ts'

/**
 * An upload that is in use is asked about with every request, and need not be written each time.
 */
const TOUCH_EVERY_MS = 60_000

export function createUploadStore({ db, transact, steady }: StoreParts): UploadStore {
  return {
    create: ({ id, owner, size, metadata }) =>
      transact(async (tx) => {
        const row = { id, owner, size: size ?? null, arrived: 0, metadata: JSON.stringify(metadata) }
        await tx
          .insertInto('uploads')
          .values({ ...row, touched_at: steady() })
          .execute()
      }),
    get: (id) => find(db, id),
    async touch(id) {
      const stale = db.selectFrom('uploads').select('id').where('id', '=', id)
      if (!(await stale.where('touched_at', '<', steady() - TOUCH_EVERY_MS).executeTakeFirst())) return
      await transact(async (tx) => {
        await tx.updateTable('uploads').set({ touched_at: steady() }).where('id', '=', id).execute()
      })
    },
    declare: (id, size) => transact((tx) => declare(tx, id, size)),
    append: (id, segment) => transact((tx) => append(tx, id, segment, steady())),
    segments: (id) => segmentsOf(db, id),
    usage: (owner) => usage(db, owner),
    unused: (olderThanMs, limit, skip) => unused(db, steady() - olderThanMs, limit, skip),
    remove: (id) =>
      transact(async (tx) => {
        await tx.deleteFrom('uploads').where('id', '=', id).execute()
      }),
  }
}

async function find(db: Kysely<Schema>, id: string) {
  const row = await db.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const metadata = JSON.parse(row.metadata) as Record<string, string | null>
  return { id, owner: row.owner, size: row.size ?? undefined, arrived: row.arrived, metadata }
}

async function declare(tx: Tx, id: string, size: number): Promise<boolean> {
  const result = await tx
    .updateTable('uploads')
    .set({ size })
    .where('id', '=', id)
    .where('size', 'is', null)
    .where('arrived', '<=', size)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** The condition on the row lets one of two writers at the same offset win, on every database. */
async function append(
  tx: Tx,
  id: string,
  { start, bytes, key }: UploadSegment,
  now: number,
): Promise<boolean> {
  const arrived = start + bytes
  const result = await tx
    .updateTable('uploads')
    .set({ arrived, touched_at: now })
    .where('id', '=', id)
    .where('arrived', '=', start)
    .where((row) => row.or([row('size', 'is', null), row('size', '>=', arrived)]))
    .executeTakeFirst()
  if (result.numUpdatedRows === 0n) return false
  await tx.insertInto('upload_segments').values({ upload_id: id, begins_at: start, bytes, key }).execute()
  return true
}

async function segmentsOf(db: Kysely<Schema>, id: string): Promise<UploadSegment[]> {
  return await db
    .selectFrom('upload_segments')
    .select(['begins_at as start', 'bytes', 'key'])
    .where('upload_id', '=', id)
    .orderBy('begins_at')
    .execute()
}

async function usage(db: Kysely<Schema>, owner: string): Promise<{ count: number; bytes: number }> {
  const found = await db
    .selectFrom('uploads')
    .select((row) => [
      row.fn.countAll().as('count'),
      sql<number | null>`sum(case when size > arrived then size else arrived end)`.as('bytes'),
    ])
    .where('owner', '=', owner)
    .where(isUnused)
    .executeTakeFirstOrThrow()
  return { count: Number(found.count), bytes: Number(found.bytes ?? 0) }
}

async function unused(db: Kysely<Schema>, before: number, limit: number, skip = 0): Promise<string[]> {
  const rows = await db
    .selectFrom('uploads')
    .select('id')
    .where('touched_at', '<=', before)
    .where(isUnused)
    .orderBy('touched_at')
    .orderBy('id')
    .limit(limit)
    .offset(skip)
    .execute()
  return rows.map(({ id }) => id)
}

function isUnused({ not, exists, selectFrom }: ExpressionBuilder<Schema, 'uploads'>) {
  return not(
    exists(selectFrom('translations').select('id').whereRef('translations.source_upload', '=', 'uploads.id')),
  )
}
