import { type Kysely, sql, type SqlBool } from 'kysely'
import type { Dialect, Tx } from '../tables/store-parts.ts'
import { findOwnersInTurn, isReached, IS_WAITING, leaveQueue, type Queue } from './queues.ts'
import type { Schema } from '../tables/schema.ts'
import { isInstant } from '../tables/shapes.ts'

/** A due task that may be claimed. */
export interface Candidate {
  task_id: string
  translation_id: string
}

export interface CandidateSearch {
  dialect: Dialect
  engines: string[]
  /** Only tasks with one of these needs. Default: all. */
  needs?: string[] | undefined
  limit: number
  /** On the steady clock. */
  now: number
}

export interface Candidates {
  candidates: Candidate[]
  /**
   * An owner without tasks was taken out of the queue, so another search can find more candidates.
   */
  hasDroppedOwner: boolean
}

/**
 * The tasks that may be claimed, in the order of the claim: expired leases first, then a task of
 * each owner in turn.
 */
export async function findCandidates(tx: Tx, search: CandidateSearch): Promise<Candidates> {
  const found: Candidates = { candidates: [], hasDroppedOwner: false }
  await search.dialect.serializeClaims(tx, search.engines)
  for (const engine of search.engines) {
    found.candidates.push(...(await findExpired(tx, engine, search)))
    const waiting = await findWaiting(tx, engine, search)
    found.candidates.push(...waiting.candidates)
    found.hasDroppedOwner ||= waiting.hasDroppedOwner
  }
  return { ...found, candidates: found.candidates.slice(0, search.limit) }
}

/**
 * When the next task becomes due on the steady clock. For a running task, that is the end of its
 * lease.
 */
export async function nextDue(db: Kysely<Schema>, engines: string[]): Promise<number | undefined> {
  if (engines.length === 0) return undefined
  const leased = db
    .selectFrom('tasks')
    .select(({ fn }) => fn.min('due_at').as('next'))
    .where('engine', 'in', engines)
    .where(IS_LEASED)
  const rows = await db
    .selectFrom('queues')
    .select(({ fn }) => fn.min('next_due_at').as('next'))
    .where('engine', 'in', engines)
    .unionAll(leased)
    .execute()
  const found = rows.flatMap(({ next }) => (next === null ? [] : [Number(next)]))
  const instants = found.filter(isInstant)
  return instants.length > 0 ? Math.min(...instants) : undefined
}

/** Written like the partial index, which only a literal status can use. */
const IS_LEASED = sql<SqlBool>`tasks.status = 'running' and tasks.due_at is not null`

async function findExpired(
  tx: Tx,
  engine: string,
  { dialect, now, limit, needs }: CandidateSearch,
): Promise<Candidate[]> {
  const query = selectTasks(tx, engine, needs)
    .where(IS_LEASED)
    .where('tasks.due_at', '<=', now)
    .orderBy('tasks.due_at')
    .limit(limit)
  return await dialect.lockNext(query).execute()
}

/** Some of the first owners may have no tasks any more; a few of them are skipped in one search. */
const MIN_OWNERS = 4

async function findWaiting(tx: Tx, engine: string, search: CandidateSearch): Promise<Candidates> {
  const { now, limit, needs } = search
  const turns = await findOwnersInTurn(tx, engine, now, Math.max(limit, MIN_OWNERS), needs)
  const share = Math.ceil(limit / Math.max(1, turns.length))
  const lists: Candidate[][] = []
  let hasDroppedOwner = false
  for (const queue of turns) {
    if (lists.length === limit) break
    const list = await findOldest(tx, queue, { ...search, limit: share })
    if (list.length > 0) lists.push(list)
    else if (await leaveQueue(tx, search.dialect, queue, now)) hasDroppedOwner = true
  }
  return { candidates: roundRobin(lists, share), hasDroppedOwner }
}

async function findOldest(
  tx: Tx,
  { engine, owner }: Queue,
  { dialect, now, limit, needs }: CandidateSearch,
): Promise<Candidate[]> {
  const query = selectTasks(tx, engine, needs)
    .where('tasks.owner', '=', owner)
    .where(IS_WAITING)
    .where(isReached('tasks.due_at', now))
    .orderBy('tasks.translation_id')
    .orderBy('tasks.position')
    .limit(limit)
  return await dialect.lockNext(query).execute()
}

function selectTasks(tx: Tx, engine: string, needs: string[] | undefined) {
  const tasks = tx
    .selectFrom('tasks')
    .innerJoin('translations', 'translations.id', 'tasks.translation_id')
    .select(['tasks.id as task_id', 'tasks.translation_id as translation_id'])
    .where('tasks.engine', '=', engine)
  return needs === undefined ? tasks : tasks.where('tasks.needs', 'in', needs)
}

/** The first candidate of each list, then the second of each, and so on. */
function roundRobin(lists: Candidate[][], rounds: number): Candidate[] {
  return Array.from({ length: rounds }, (_, round) => lists.flatMap((list) => list[round] ?? [])).flat()
}
