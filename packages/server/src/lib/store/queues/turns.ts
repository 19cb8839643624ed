import { type Compilable, sql } from 'kysely'
import { smoothed } from './pace.ts'
import { NEW_QUEUE, numberIn, shareOf } from './queues.ts'
import { IS_WAITING } from './task-states.ts'
import type { QueueRow } from '../tables/schema.ts'
import { isInstant } from '../tables/shapes.ts'
import type { Dialect, Tx } from '../tables/store-parts.ts'

/** Tasks that a claim has given an owner. */
export interface Served {
  owner: string
  count: number
}

/**
 * Counts claimed tasks to the turns of their owners, in the order of their last task. After as many
 * as its share, an owner moves to the end of the queue, where it stays while it has more tasks. It
 * takes three to five statements, however many owners there are.
 * @returns the last of them, which write
 */
export async function endTurns(
  tx: Tx,
  dialect: Dialect,
  { engine, served, now }: { engine: string; served: readonly Served[]; now: number },
): Promise<Compilable[]> {
  const owners = served.map(({ owner }) => owner)
  const locked = await dialect.lockQueue(selectTurns(tx, engine, owners)).execute()
  const before = new Map(locked.map((row) => [row.owner, row]))
  const kept = await lockKept(
    tx,
    dialect,
    engine,
    owners.filter((owner) => !before.has(owner)),
  )
  // Only a statement after the lock sees every task that was added before it.
  const { nextDue, last } = await readLine(tx, engine, owners)
  let turn = last
  const rows = served.flatMap((each): QueueRow[] => {
    const { owner } = each
    const next_due_at = nextDue.get(owner) ?? null
    const row = before.get(owner)
    // A transaction that keeps the owner in the queue is about to add a task, so the owner stays.
    if (row === undefined && kept.has(owner))
      return [{ ...NEW_QUEUE, engine, owner, turn: ++turn, next_due_at: next_due_at ?? 0 }]
    // One that is being entered has another turn before it comes to the end.
    if (row === undefined) return []
    const place = placeAfter(row, { ...each, now, next_due_at })
    return [{ engine, owner, ...place, turn: place.turn ?? ++turn }]
  })
  const [known, others] = [true, false].map((isLocked) =>
    rows.filter(({ owner }) => before.has(owner) === isLocked),
  )
  return [...saveTurns(tx, known ?? [], ALL), ...saveTurns(tx, others ?? [], ['turn', 'taken'])]
}

type TurnRow = Pick<QueueRow, 'owner' | 'turn' | 'taken' | 'claimed_at' | 'gap_ms'> & { share: number | null }

function selectTurns(tx: Tx, engine: string, owners: string[]) {
  return tx
    .selectFrom('queues')
    .select(({ selectFrom }) => [
      'owner',
      'turn',
      'taken',
      'claimed_at',
      'gap_ms',
      selectFrom('owner_limits')
        .select('share')
        .whereRef('owner_limits.owner', '=', 'queues.owner')
        .as('share'),
    ])
    .where('engine', '=', engine)
    .where('owner', 'in', owners)
    .orderBy('owner')
}

/** The owners that others keep in their queues, but do not enter. */
async function lockKept(tx: Tx, dialect: Dialect, engine: string, owners: string[]): Promise<Set<string>> {
  if (owners.length === 0) return new Set()
  const rows = await dialect.lockTurns(selectTurns(tx, engine, owners)).execute()
  return new Set(rows.map(({ owner }) => owner))
}

/** When each owner's next task is due, and the highest turn of the engine. */
async function readLine(
  tx: Tx,
  engine: string,
  owners: string[],
): Promise<{ nextDue: Map<string, number>; last: number }> {
  const rows = await tx
    .selectFrom('queues')
    .select(({ selectFrom }) => [
      'owner',
      selectFrom('tasks')
        .select('due_at')
        .whereRef('tasks.engine', '=', 'queues.engine')
        .whereRef('tasks.owner', '=', 'queues.owner')
        .where(IS_WAITING)
        // As a minimum, PostgreSQL might look for it among all tasks of the owner.
        .orderBy('due_at')
        .limit(sql.lit(1))
        .as('next'),
      selectFrom('queues as line')
        .select(({ fn }) => fn.max('line.turn').as('last'))
        .whereRef('line.engine', '=', 'queues.engine')
        // Text in the column would be the highest turn, and no number comes after it.
        .where('line.turn', '<', Number.MAX_SAFE_INTEGER)
        .as('last'),
    ])
    .where('engine', '=', engine)
    .where('owner', 'in', owners)
    .execute()
  const due = rows.flatMap(({ owner, next }): [string, number][] =>
    next !== null && isInstant(Number(next)) ? [[owner, Number(next)]] : [],
  )
  return { nextDue: new Map(due), last: Number(rows[0]?.last ?? 0) }
}

/** The lowest number of an owner that has begun a turn. New owners come before it. */
const BEGUN = 1

/** The place of an owner after tasks were claimed. Without a turn, it is at the end. */
function placeAfter(
  row: TurnRow,
  { count, now, next_due_at }: { count: number; now: number; next_due_at: number | null },
) {
  const taken = (numberIn(row.taken) ?? 0) + count
  const isOver = taken >= shareOf(row.share)
  return {
    turn: isOver ? undefined : Math.max(BEGUN, numberIn(row.turn) ?? 0),
    taken: isOver ? 0 : taken,
    parked: 0,
    next_due_at,
    ...smoothed(row, { count, now, hasMore: next_due_at !== null && next_due_at <= now }),
  }
}

const ALL = ['turn', 'taken', 'parked', 'next_due_at', 'claimed_at', 'gap_ms'] as const

/** Overwrites these columns of queues. */
function saveTurns(tx: Tx, rows: QueueRow[], columns: readonly (typeof ALL)[number][]): Compilable[] {
  if (rows.length === 0) return []
  const save = tx
    .insertInto('queues')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['engine', 'owner'])
        .doUpdateSet(({ ref }) => Object.fromEntries(columns.map((name) => [name, ref(`excluded.${name}`)]))),
    )
  return [save]
}
