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
 * Ids of the rows: the last reading; and, of a database with a clock of its own, the server whose
 * clock is corrected, and by how much. The others are pairs.
 */
export const CLOCK_ROWS = { at: 1, life: 4, correction: 5 } as const

/** The begin of a long gap, in pairs with its end. An older version knows the first pair only. */
const FIRST_PAIR = 2
const SECOND_PAIR = 10

/** A storage may list a file this late. A sweep must not take it for one of no translation. */
const LISTED_LATE_MS = 24 * 3600_000

/** The steady clock of a database, whose readings are saved regularly. */
export interface SavedClock {
  steady: () => number
  /**
   * From the last saved reading to the opening of the database, and long ones of before. A
   * translation created in one belongs to a newer copy of the database.
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
  const earlier = pairsOf(saved)
  const savedMs = saved.get(CLOCK_ROWS.at) ?? 0
  const steady = createSteadyClock(Math.max(wall(), savedMs), elapsed)
  const gap: Gap = { fromMs: savedMs, toMs: steady() }
  const isLong = gap.toMs - gap.fromMs > LONG_GAP_MS
  if (isLong) await transact((tx) => savePair(tx, { id: idFor(gap, earlier), ...gap }))
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

/** A long gap with the id of its first row. */
interface Pair extends Gap {
  id: number
}

function pairsOf(rows: Map<number, number>): Pair[] {
  const ids = [...rows.keys()].filter((id) => id === FIRST_PAIR || (id >= SECOND_PAIR && id % 2 === 0))
  return ids.flatMap((id) => {
    const [fromMs, toMs] = [rows.get(id), rows.get(id + 1)]
    return fromMs === undefined || toMs === undefined ? [] : [{ id, fromMs, toMs }]
  })
}

/** Nodes that open together, or one that opens twice before it saves, know of one gap. */
function idFor({ fromMs }: Gap, pairs: Pair[]): number {
  const same = pairs.find((pair) => pair.fromMs === fromMs)
  if (same !== undefined) return same.id
  const taken = new Set(pairs.map(({ id }) => id))
  let id = FIRST_PAIR
  while (taken.has(id)) id = id === FIRST_PAIR ? SECOND_PAIR : id + 2
  return id
}

/**
 * Other nodes and a restart must not take the files in the gap for those of removed translations.
 */
async function savePair(tx: Tx, { id, fromMs, toMs }: Pair): Promise<void> {
  await saveRow(tx, id, fromMs)
  await saveRow(tx, id + 1, toMs)
}

/** Forgets long gaps so old that all files in them were listed and marked. */
export async function forgetGaps(tx: Tx, now: number): Promise<void> {
  const old = pairsOf(await readRows(tx)).filter(({ toMs }) => toMs < now - LISTED_LATE_MS)
  if (old.length === 0) return
  const ids = old.flatMap(({ id }) => [id, id + 1])
  await tx.deleteFrom('steady_clock').where('id', 'in', ids).execute()
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
