import { type Kysely, sql, type SqlBool } from 'kysely'
import type { Dialect } from '../tables/dialect.ts'
import { findTurns, isReached, isWaiting, leaveQueue, type Queue } from './queues.ts'
import type { Schema } from '../tables/schema.ts'
import { isInstant } from '../tables/shapes.ts'
import type { Tx } from '../verbs/jobs.ts'

/** A task that is due, and may be taken. */
export interface Candidate {
  task_id: string
  translation_id: string
}

export interface Search {
  dialect: Dialect
  engines: string[]
  limit: number
  /** On the steady clock. */
  now: number
}

export interface Found {
  candidates: Candidate[]
  /** An owner had nothing when its turn came, so another search finds the next ones. */
  isLineShorter: boolean
}

/** What may be claimed, in the order of the claim: leases that ran out, then a task of each owner in turn. */
export async function findCandidates(tx: Tx, search: Search): Promise<Found> {
  const found: Found = { candidates: [], isLineShorter: false }
  for (const engine of search.engines) {
    found.candidates.push(...(await findExpired(tx, engine, search)))
    const waiting = await findWaiting(tx, engine, search)
    found.candidates.push(...waiting.candidates)
    found.isLineShorter ||= waiting.isLineShorter
  }
  return { ...found, candidates: found.candidates.slice(0, search.limit) }
}

/** When the next task becomes due on the steady clock, a running one's end of lease included. */
export async function nextDue(db: Kysely<Schema>, engines: string[]): Promise<number | undefined> {
  if (engines.length === 0) return undefined
  const waiting = await db
    .selectFrom('queues')
    .select(({ fn }) => fn.min('next_due_at').as('next'))
    .where('engine', 'in', engines)
    .executeTakeFirst()
  const leased = await db
    .selectFrom('tasks')
    .select(({ fn }) => fn.min('due_at').as('next'))
    .where('engine', 'in', engines)
    .where(isLeased)
    .executeTakeFirst()
  const found = [waiting?.next, leased?.next].flatMap((next) => (next == null ? [] : [Number(next)]))
  const instants = found.filter(isInstant)
  return instants.length > 0 ? Math.min(...instants) : undefined
}

/** As the partial index has it: only a literal status can use it. */
const isLeased = sql<SqlBool>`tasks.status = 'running' and tasks.due_at is not null`

async function findExpired(tx: Tx, engine: string, { dialect, now, limit }: Search): Promise<Candidate[]> {
  const query = selectTasks(tx, engine)
    .where(isLeased)
    .where('tasks.due_at', '<=', now)
    .orderBy('tasks.due_at')
    .limit(limit)
  return await dialect.lockNext(query).execute()
}

/** Some who are first in line have nothing any more; these few are passed over in one go. */
const LOOKED_AT_LEAST = 4

async function findWaiting(tx: Tx, engine: string, search: Search): Promise<Found> {
  const { now, limit } = search
  const turns = await findTurns(tx, engine, now, Math.max(limit, LOOKED_AT_LEAST))
  const share = Math.ceil(limit / Math.max(1, turns.length))
  const lists: Candidate[][] = []
  let isLineShorter = false
  for (const queue of turns) {
    if (lists.length === limit) break
    const list = await findOldest(tx, queue, { ...search, limit: share })
    if (list.length > 0) lists.push(list)
    else if (await leaveQueue(tx, queue, now)) isLineShorter = true
  }
  return { candidates: inTurns(lists, share), isLineShorter }
}

async function findOldest(
  tx: Tx,
  { engine, owner }: Queue,
  { dialect, now, limit }: Search,
): Promise<Candidate[]> {
  const query = selectTasks(tx, engine)
    .where('tasks.owner', '=', owner)
    .where(isWaiting)
    .where(isReached('tasks.due_at', now))
    .orderBy('tasks.translation_id')
    .orderBy('tasks.position')
    .limit(limit)
  return await dialect.lockNext(query).execute()
}

function selectTasks(tx: Tx, engine: string) {
  return tx
    .selectFrom('tasks')
    .innerJoin('translations', 'translations.id', 'tasks.translation_id')
    .select(['tasks.id as task_id', 'tasks.translation_id as translation_id'])
    .where('tasks.engine', '=', engine)
}

/** The first of each, then the second of each, and so on. */
function inTurns(lists: Candidate[][], rounds: number): Candidate[] {
  return Array.from({ length: rounds }, (_, round) => lists.flatMap((list) => list[round] ?? [])).flat()
}
