import type { Kysely } from 'kysely'
import { createSteadyClock, type Gap } from '../clock.ts'
import type { Schema } from './schema.ts'
import { lenientReader } from './column-reader.ts'
import type { Transact, Tx } from './store-parts.ts'

/** After a crash during which the clock was set back, a task may be due this much late. */
const SAVE_EVERY_MS = 30_000

/** Longer than between two savings of a node that runs. Even a fresh backup may be older. */
const LONG_GAP_MS = 2 * SAVE_EVERY_MS

/**
 * Ids of the rows: the last reading; both ends of a long gap until its files were swept; and, of a
 * database with a clock of its own, the server whose clock is corrected, and by how much.
 */
export const CLOCK_ROWS = { at: 1, gapFrom: 2, gapTo: 3, life: 4, correction: 5 } as const

/** The steady clock of a database, whose readings are saved regularly. */
export interface SavedClock {
  steady: () => number
  /**
   * From the last saved reading to the opening of the database, and a long one of before whose
   * files were not swept yet. A translation created in one belongs to a newer copy of the database.
   */
  gaps: Gap[]
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
  const saved = await readRows(db)
  const savedMs = saved.get(CLOCK_ROWS.at) ?? 0
  const steady = createSteadyClock(Math.max(wall(), savedMs), elapsed)
  const gap: Gap = { fromMs: savedMs, toMs: steady() }
  const [fromMs, toMs] = [saved.get(CLOCK_ROWS.gapFrom), saved.get(CLOCK_ROWS.gapTo)]
  const earlier = fromMs === undefined || toMs === undefined ? [] : [{ fromMs, toMs }]
  const isLong = gap.toMs - gap.fromMs > LONG_GAP_MS
  if (isLong) await transact((tx) => saveGap(tx, { ...gap, fromMs: Math.min(savedMs, fromMs ?? savedMs) }))
  const save = () => transact((tx) => saveClock(tx, steady()))
  // A failed save is repeated at the next one. Any other write will fail too, and report the cause.
  const timer = setInterval(() => void save().catch(() => undefined), SAVE_EVERY_MS).unref()
  return {
    steady,
    gaps: [...earlier, gap],
    async stop() {
      clearInterval(timer)
      await save().catch(() => undefined)
    },
  }
}

async function readRows(db: Kysely<Schema>): Promise<Map<number, number>> {
  const rows = await db.selectFrom('steady_clock').select(['id', 'at']).execute()
  return new Map(rows.map(({ id, at }) => [id, lenientReader.instant(at) ?? 0]))
}

/**
 * Other nodes, and a restart before the end of the first sweep, must not take the files in the gap
 * for those of removed translations.
 */
async function saveGap(tx: Tx, { fromMs, toMs }: Gap): Promise<void> {
  await saveRow(tx, CLOCK_ROWS.gapFrom, fromMs)
  await saveRow(tx, CLOCK_ROWS.gapTo, toMs)
}

/** Forgets a long gap, once all files in it are marked. */
export async function forgetGap(tx: Tx): Promise<void> {
  await tx.deleteFrom('steady_clock').where('id', 'in', [CLOCK_ROWS.gapFrom, CLOCK_ROWS.gapTo]).execute()
}

/** Saves how far the history of the database reaches. */
export async function saveClock(tx: Tx, at: number): Promise<void> {
  await saveRow(tx, CLOCK_ROWS.at, Math.floor(at))
}

async function saveRow(tx: Tx, id: number, at: number): Promise<void> {
  await tx
    .insertInto('steady_clock')
    .values({ id, at })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ at }))
    .execute()
}
