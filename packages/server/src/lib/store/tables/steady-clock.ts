import type { Kysely } from 'kysely'
import { createSteadyClock, type Gap } from '../clock.ts'
import type { Schema } from './schema.ts'
import { leniently } from './column-reader.ts'
import type { Transact, Tx } from '../verbs/jobs.ts'

/** After a crash with the clock set back, a task may be due this much late. */
const MARK_EVERY_MS = 30_000

/** The steady clock of a database, and the end of its marks. */
export interface KeptClock {
  steady: () => number
  /** From the last mark to the opening: what was made then is of a newer database than this one. */
  gap: Gap
  /** Marks a last time; to be called before the database closes. */
  stop(): Promise<void>
}

/**
 * Begins where the machine's clock stands, or where the last process left off if that is later: a clock that was set
 * back while the server was down makes nothing wait.
 */
export async function openSteadyClock(
  db: Kysely<Schema>,
  transact: Transact,
  { wall, elapsed }: { wall: () => number; elapsed: () => number },
): Promise<KeptClock> {
  const last = await db.selectFrom('steady_clock').select('at').executeTakeFirst()
  const markedMs = leniently.instant(last?.at ?? null) ?? 0
  const steady = createSteadyClock(Math.max(wall(), markedMs), elapsed)
  const gap: Gap = { fromMs: markedMs, toMs: steady() }
  const mark = () => transact((tx) => writeMark(tx, steady()))
  // A mark that cannot be written is written the next time; whatever else fails then says why.
  const timer = setInterval(() => void mark().catch(() => undefined), MARK_EVERY_MS).unref()
  return {
    steady,
    gap,
    async stop() {
      clearInterval(timer)
      await mark().catch(() => undefined)
    },
  }
}

/** Says how far the history of the database goes. */
export async function writeMark(tx: Tx, at: number): Promise<void> {
  await tx
    .insertInto('steady_clock')
    .values({ id: 1, at })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ at }))
    .execute()
}
