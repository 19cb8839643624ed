import type { Kysely } from 'kysely'
import type { OwnerLimits } from '../owner-store.ts'
import { lenientReader } from '../tables/column-reader.ts'
import type { OwnerLimitsRow, Schema } from '../tables/schema.ts'
import type { Tx } from '../tables/store-parts.ts'

export async function limitsOf(db: Kysely<Schema>, owner: string): Promise<OwnerLimits> {
  const row = await db.selectFrom('owner_limits').selectAll().where('owner', '=', owner).executeTakeFirst()
  return row ? toLimits(row) : {}
}

export async function ownersWithLimits(db: Kysely<Schema>): Promise<string[]> {
  const rows = await db.selectFrom('owner_limits').select('owner').orderBy('owner').execute()
  return rows.map(({ owner }) => owner)
}

/** Replaces the limits, and lets the owner's tasks be looked at again. */
export async function setLimits(tx: Tx, owner: string, limits: OwnerLimits): Promise<void> {
  const { share, maxRunning, minutesPerDay, maxBytes, retentionMs } = limits
  const row = {
    share: share ?? null,
    max_running: maxRunning ?? null,
    minutes_per_day: minutesPerDay ?? null,
    max_bytes: maxBytes ?? null,
    retention_ms: retentionMs ?? null,
  }
  await tx
    .insertInto('owner_limits')
    .values({ owner, ...row })
    .onConflict((conflict) => conflict.column('owner').doUpdateSet(row))
    .execute()
}

/** A damaged limit counts as absent. */
function toLimits(row: OwnerLimitsRow): OwnerLimits {
  const { number } = lenientReader
  return {
    share: number(row.share),
    maxRunning: number(row.max_running),
    minutesPerDay: number(row.minutes_per_day),
    maxBytes: number(row.max_bytes),
    retentionMs: number(row.retention_ms),
  }
}
