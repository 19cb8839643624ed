import { type Kysely, sql } from 'kysely'
import { CLOCK_ROWS } from '../tables/steady-clock.ts'
import type { Schema } from '../tables/schema.ts'
import type { Settle } from './database-clock.ts'
import { repeatPatiently } from './failures.ts'
import { WRITE_PATIENCE } from './patience.ts'

/**
 * A number that changes with each crash of the server and with each promotion, because statistics
 * do not survive either.
 */
export const LIFE = '(extract(epoch from pg_stat_get_bgwriter_stat_reset_time()) * 1000000)::bigint as life'

/** The database's clock in whole milliseconds. */
export const NOW = 'floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now'

/**
 * Keeps the correction in rows that go to every standby. One node after the other looks at them, so
 * the first that sees another clock decides for all.
 */
export function createSettle(db: Kysely<Schema>, elapsed: () => number): Settle {
  return (correct) =>
    repeatPatiently(WRITE_PATIENCE, () =>
      db.transaction().execute(async (tx) => {
        const kept = await lockKept(tx)
        const sentMs = elapsed()
        const { rows } = await sql<{
          now: number
          life: number
        }>`select ${sql.raw(LIFE)}, ${sql.raw(NOW)}`.execute(tx)
        const [read] = rows
        if (read === undefined) throw new Error('PostgreSQL answered a query with no row.')
        const reading = { wallMs: read.now, life: read.life, sentMs, arrivedMs: elapsed() }
        const correctionMs = correct(reading, kept)
        if (read.life !== kept.life || correctionMs !== kept.correctionMs)
          await keep(tx, { [CLOCK_ROWS.life]: read.life, [CLOCK_ROWS.correction]: correctionMs })
        return { reading, correctionMs }
      }),
    )
}

async function lockKept(tx: Kysely<Schema>) {
  const ids = [CLOCK_ROWS.life, CLOCK_ROWS.correction]
  await tx
    .insertInto('steady_clock')
    .values(ids.map((id) => ({ id, at: 0 })))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  await tx.selectFrom('steady_clock').select('id').where('id', 'in', ids).orderBy('id').forUpdate().execute()
  const rows = await tx.selectFrom('steady_clock').select(['id', 'at']).execute()
  const at = (id: number) => rows.find((row) => row.id === id)?.at ?? 0
  return { life: at(CLOCK_ROWS.life), correctionMs: at(CLOCK_ROWS.correction), savedMs: at(CLOCK_ROWS.at) }
}

async function keep(tx: Kysely<Schema>, values: Record<number, number>): Promise<void> {
  for (const [id, at] of Object.entries(values))
    await tx.updateTable('steady_clock').set({ at }).where('id', '=', Number(id)).execute()
}
