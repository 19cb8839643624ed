import { type Kysely, sql } from 'kysely'
import type { Emitter } from '../emitter.ts'
import type { KeyRecord, KeyStore, NewKey } from '../key-store.ts'
import { lenientReader } from '../tables/column-reader.ts'
import type { ApiKeyRow, Schema } from '../tables/schema.ts'
import type { StoreParts, Tx } from '../tables/store-parts.ts'

/** The keys in a database of any kind. */
export function createKeyStore(
  { db, transact, clock, ids }: StoreParts,
  { on, emit }: Emitter<[]>,
): KeyStore {
  return {
    revision: () => revisionOf(db),
    async list() {
      const rows = await db.selectFrom('api_keys').selectAll().orderBy('id').execute()
      return rows.map(toKey)
    },
    async create(key) {
      const row = newRow(key, `key_${ids()}`, Math.round(clock()))
      await transact(async (tx) => {
        await tx.insertInto('api_keys').values(row).execute()
        await countChange(tx)
      })
      emit()
      return toKey(row)
    },
    async revoke(id) {
      const row = await transact((tx) => revoke(tx, id, Math.round(clock())))
      if (row) emit()
      return row && toKey(row)
    },
    noteUses: (uses) => transact((tx) => noteUses(tx, uses)),
    onChange: on,
  }
}

async function revisionOf(db: Kysely<Schema>): Promise<number> {
  const row = await db.selectFrom('key_changes').select('count').executeTakeFirst()
  // A damaged number differs from every other, so the keys are read each time.
  return row === undefined ? 0 : (lenientReader.number(row.count) ?? Number.NaN)
}

/** In the transaction of the change, so that a reader who sees the number sees the change. */
async function countChange(tx: Tx): Promise<void> {
  await tx
    .insertInto('key_changes')
    .values({ id: 1, count: 1 })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ count: sql<number>`key_changes.count + 1` }),
    )
    .execute()
}

async function revoke(tx: Tx, id: string, now: number): Promise<ApiKeyRow | undefined> {
  const { numUpdatedRows } = await tx
    .updateTable('api_keys')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows > 0n) await countChange(tx)
  return await tx.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Several servers note uses, in any order. The latest counts. */
async function noteUses(tx: Tx, uses: ReadonlyMap<string, number>): Promise<void> {
  // In one order everywhere, or two servers could each wait for a row of the other.
  for (const [id, at] of [...uses].toSorted()) {
    await tx
      .updateTable('api_keys')
      .set({ last_used_at: Math.round(at) })
      .where('id', '=', id)
      .where((row) => row.or([row('last_used_at', 'is', null), row('last_used_at', '<', at)]))
      .execute()
  }
}

function newRow(key: NewKey, id: string, now: number): ApiKeyRow {
  const { name, owner, scope, maxPriority, digest, hint, expiresAt } = key
  return {
    id,
    name,
    owner,
    scope,
    max_priority: maxPriority,
    digest,
    hint,
    created_at: now,
    expires_at: expiresAt ?? null,
    last_used_at: null,
    revoked_at: null,
  }
}

function toKey(row: ApiKeyRow): KeyRecord {
  const { instant, number } = lenientReader
  return {
    id: row.id,
    name: row.name,
    owner: row.owner,
    scope: row.scope,
    maxPriority: number(row.max_priority) ?? 0,
    digest: row.digest,
    hint: row.hint,
    createdAt: instant(row.created_at) ?? 0,
    // A damaged limit must not make the key live longer.
    expiresAt: row.expires_at === null ? undefined : (instant(row.expires_at) ?? 0),
    lastUsedAt: instant(row.last_used_at),
    revokedAt: row.revoked_at === null ? undefined : (instant(row.revoked_at) ?? 0),
  }
}
