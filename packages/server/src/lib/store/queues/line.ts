import type { ExpressionBuilder, Kysely } from 'kysely'
import { dayOf } from '../owner-store.ts'
import type { Schema } from '../tables/schema.ts'
import type { Dialect, Tx } from '../tables/store-parts.ts'
import type { Standing } from './allot.ts'
import { isReached, numberIn, type Queue, shareOf } from './queues.ts'
import { IS_LEASED, IS_WAITING } from './task-states.ts'

/** An owner in the line of an engine. */
export interface OwnerInLine extends Queue, Standing {
  /** It has used up its minutes of today, so it goes on only with sources that were counted. */
  isOutOfMinutes: boolean
  /** Sources that it may start now: with minutes a day, one whose length is not known yet. */
  newSources: number
}

interface LineSearch {
  dialect: Dialect
  /** On the steady clock. */
  now: number
  /** Epoch milliseconds, which say what day it is. */
  wall: number
  /** The most owners. */
  limit: number
  /** How many owners at the head of the line are left out. */
  offset: number
  /** Only owners of tasks with one of these needs. Default: all. */
  needs?: string[] | undefined
}

interface LineRow {
  owner: string
  taken: number
  share: number | null
  max_running: number | null
  minutes_per_day: number | null
  seconds: number | null
}

/**
 * The owners that have waiting tasks for an engine, in the order of their turns, with what each may
 * get now. An owner may turn out to have no task.
 */
export async function findOwnersInLine(
  tx: Tx,
  engine: string,
  { dialect, now, wall, limit, offset, needs }: LineSearch,
): Promise<OwnerInLine[]> {
  const line = selectLine(tx, engine, wall)
  const rows = await (needs === undefined ? line : line.where(hasTaskWith(needs, now)))
    .where('queues.next_due_at', 'is not', null)
    .where(isReached('queues.next_due_at', now))
    .orderBy('queues.turn')
    .orderBy('queues.owner')
    .limit(limit)
    .offset(offset)
    .execute()
  const having = (limit: 'max_running' | 'minutes_per_day') =>
    rows.filter((row) => numberIn(row[limit]) !== undefined).map(({ owner }) => owner)
  const [running, unmeasured] = await countWithin(
    tx,
    dialect,
    having('max_running'),
    having('minutes_per_day'),
  )
  return rows.map((row) => ({
    engine,
    owner: row.owner,
    share: shareOf(row.share),
    taken: numberIn(row.taken) ?? 0,
    room: (numberIn(row.max_running) ?? Infinity) - (running.get(row.owner) ?? 0),
    isOutOfMinutes: isOutOfMinutes(row),
    newSources: newSourcesOf(row, unmeasured),
  }))
}

/**
 * Whether the owner of a queue has a due task with one of these needs. Each is looked up by itself,
 * because all at once would be looked for among all tasks of the owner.
 */
function hasTaskWith(needs: string[], now: number) {
  return ({ or, exists, selectFrom }: ExpressionBuilder<Schema, 'queues'>) =>
    or(
      needs.map((need) =>
        exists(
          selectFrom('tasks')
            .select('tasks.id')
            .whereRef('tasks.engine', '=', 'queues.engine')
            .whereRef('tasks.owner', '=', 'queues.owner')
            .where('tasks.needs', '=', need)
            .where(IS_WAITING)
            .where(isReached('tasks.due_at', now)),
        ),
      ),
    )
}

/** The rows of an engine's queue with the limits of their owners and what they used today. */
export function selectLine(db: Kysely<Schema>, engine: string, wall: number) {
  return db
    .selectFrom('queues')
    .leftJoin('owner_limits', 'owner_limits.owner', 'queues.owner')
    .leftJoin('owner_usage', (join) =>
      join.onRef('owner_usage.owner', '=', 'queues.owner').on('owner_usage.day', '=', dayOf(wall)),
    )
    .select([
      'queues.owner',
      'queues.taken',
      'owner_limits.share',
      'owner_limits.max_running',
      'owner_limits.minutes_per_day',
      'owner_usage.seconds',
    ])
    .where('queues.engine', '=', engine)
}

export function isOutOfMinutes({
  minutes_per_day,
  seconds,
}: Pick<LineRow, 'minutes_per_day' | 'seconds'>): boolean {
  return (numberIn(seconds) ?? 0) >= (numberIn(minutes_per_day) ?? Infinity) * 60
}

function newSourcesOf(row: LineRow, unmeasured: ReadonlySet<string>): number {
  if (isOutOfMinutes(row) || unmeasured.has(row.owner)) return 0
  return numberIn(row.minutes_per_day) === undefined ? Infinity : 1
}

/** Locks the limits first: claims for two engines would each count without the other's tasks. */
async function countWithin(
  tx: Tx,
  dialect: Dialect,
  withTasks: string[],
  withMinutes: string[],
): Promise<[Map<string, number>, Set<string>]> {
  const owners = [...new Set([...withTasks, ...withMinutes])]
  if (owners.length === 0) return [new Map(), new Set()]
  const limits = tx.selectFrom('owner_limits').select('owner').where('owner', 'in', owners).orderBy('owner')
  await dialect.lockLimits(limits).execute()
  return [await countRunning(tx, withTasks), await findMeasuring(tx, withMinutes)]
}

/** The owners that run a source whose length is not known yet. */
async function findMeasuring(tx: Tx, owners: string[]): Promise<Set<string>> {
  if (owners.length === 0) return new Set()
  const rows = await tx
    .selectFrom('tasks')
    .innerJoin('translations', 'translations.id', 'tasks.translation_id')
    .select('tasks.owner')
    .distinct()
    .where('tasks.owner', 'in', owners)
    .where(IS_LEASED)
    .where('tasks.position', '=', 0)
    .where('translations.source_duration_seconds', 'is', null)
    .execute()
  return new Set(rows.map(({ owner }) => owner))
}

async function countRunning(tx: Tx, owners: string[]): Promise<Map<string, number>> {
  if (owners.length === 0) return new Map()
  const rows = await tx
    .selectFrom('tasks')
    .select(({ fn }) => ['owner', fn.countAll().as('count')])
    .where('owner', 'in', owners)
    .where(IS_LEASED)
    .groupBy('owner')
    .execute()
  return new Map(rows.map(({ owner, count }) => [owner, Number(count)]))
}
