import type { Kysely } from 'kysely'
import { createSteadyClock, type Gap } from '../clock.ts'
import type { Schema } from './schema.ts'
import { lenientReader } from './column-reader.ts'
import type { Transact, Tx } from './store-parts.ts'

/** After a crash during which the clock was set back, a task may be due this much late. */
const SAVE_EVERY_MS = 30_000

/** The steady clock of a database, whose readings are saved regularly. */
export interface SavedClock {
  steady: () => number
  /**
   * From the last saved reading to the opening of the database. A translation created in this span
   * belongs to a newer copy of the database.
   */
  gap: Gap
  /** Saves a last reading. Call it before the database closes. */
  stop(): Promise<void>
}

/**
 * Starts at the machine's clock, or at the last saved reading if that is later. Then nothing waits
 * after the clock was set back while the server was down.
 */
export async function openSteadyClock(
  db: Kysely<Schema>,
  transact: Transact,
  { wall, elapsed }: { wall: () => number; elapsed: () => number },
): Promise<SavedClock> {
  const last = await db.selectFrom('steady_clock').select('at').executeTakeFirst()
  const savedMs = lenientReader.instant(last?.at ?? null) ?? 0
  const steady = createSteadyClock(Math.max(wall(), savedMs), elapsed)
  const gap: Gap = { fromMs: savedMs, toMs: steady() }
  const save = () => transact((tx) => saveClock(tx, steady()))
  // A failed save is repeated at the next one. Any other write will fail too, and report the cause.
  const timer = setInterval(() => void save().catch(() => undefined), SAVE_EVERY_MS).unref()
  return {
    steady,
    gap,
    async stop() {
      clearInterval(timer)
      await save().catch(() => undefined)
    },
  }
}

/** Saves how far the history of the database reaches. */
export async function saveClock(tx: Tx, at: number): Promise<void> {
  await tx
    .insertInto('steady_clock')
    .values({ id: 1, at: Math.floor(at) })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ at: Math.floor(at) }))
    .execute()
}
