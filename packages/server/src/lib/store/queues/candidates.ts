import { type Kysely, sql } from 'kysely'
import { DAY_MS } from '../owner-store.ts'
import type { Tx } from '../tables/store-parts.ts'
import { allot } from './allot.ts'
import {
  type Candidate,
  type CandidateSearch,
  findFirst,
  findFirstOfEach,
  type Portion,
  selectTasks,
} from './first-tasks.ts'
import { findOwnersInLine, type OwnerInLine } from './line.ts'
import { leaveQueue, park } from './queues.ts'
import { IS_BEGUN, IS_COUNTED, IS_LEASED, IS_PREPARED } from './task-states.ts'
import type { Schema } from '../tables/schema.ts'
import { isInstant } from '../tables/shapes.ts'
import { together } from '../tables/together.ts'

export interface Candidates {
  candidates: Candidate[]
  /**
   * An owner without tasks, or at a limit, was taken out of the line, so another search can find
   * more candidates.
   */
  hasDroppedOwner: boolean
}

/**
 * The tasks that may be claimed in a transaction that claims alone, in order: expired leases first,
 * then tasks of each owner in turn, as many as its share.
 */
export async function findCandidates(tx: Tx, search: CandidateSearch): Promise<Candidates> {
  const found: Candidates = { candidates: [], hasDroppedOwner: false }
  for (const engine of search.engines) {
    const [expired, waiting] = await together([
      findExpired(tx, engine, search),
      findWaiting(tx, engine, search),
    ])
    found.candidates.push(...expired, ...waiting.candidates)
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
/** Each is a parameter of a statement. */
const MAX_OWNERS = 512

/** Owners that stay in line without a task for this worker must not hold up those behind them. */
async function findWaiting(tx: Tx, engine: string, search: CandidateSearch): Promise<Candidates> {
  let limit = Math.max(search.limit, MIN_OWNERS)
  for (let offset = 0; ;) {
    const line = await findOwnersInLine(tx, engine, { ...search, limit, offset })
    const found = await serveLine(tx, line, search)
    if (found.candidates.length > 0 || found.hasDroppedOwner || line.length < limit) return found
    offset += limit
    limit = Math.min(limit * 2, MAX_OWNERS)
  }
}

async function serveLine(tx: Tx, line: OwnerInLine[], search: CandidateSearch): Promise<Candidates> {
  const found: { owner: OwnerInLine; list: Candidate[] }[] = []
  const known = await findTogether(tx, line, search)
  let hasDroppedOwner = false
  let left = search.limit
  for (const [index, owner] of line.entries()) {
    if (left === 0) break
    const part = allot(line.slice(index), left).filter((at) => at === 0).length
    const list = part > 0 ? await findPart(tx, owner, { ...search, limit: part }, known) : []
    if (list.length > 0) found.push({ owner, list })
    else if (await leaveLine(tx, owner, search)) hasDroppedOwner = true
    left -= list.length
  }
  return { candidates: inTurns(found), hasDroppedOwner }
}

/** The tasks of owners that were looked up together, and how many of each were wanted. */
type FoundTogether = Map<string, { wanted: number; list: Candidate[] }>

/** Looks up what each owner gets if all of them have enough. */
async function findTogether(tx: Tx, line: OwnerInLine[], search: CandidateSearch): Promise<FoundTogether> {
  const counts = Map.groupBy(allot(line, search.limit), (index) => index)
  // Those with minutes a day may have to begin with other tasks.
  const portions = line.flatMap((owner, index): Portion[] => {
    const count = counts.get(index)?.length ?? 0
    return count === 0 || owner.newSources < Infinity ? [] : [{ owner, count }]
  })
  if (portions.length < 2) return new Map()
  const lists = (await findFirstOfEach(tx, portions, search)) ?? new Map<string, Candidate[]>()
  return new Map(
    portions.flatMap(({ owner: { owner }, count }) => {
      const list = lists.get(owner)
      return list === undefined ? [] : [[owner, { wanted: count, list }]]
    }),
  )
}

/** An owner may get more than was looked up, where one before it had less. */
async function findPart(
  tx: Tx,
  owner: OwnerInLine,
  search: CandidateSearch,
  known: FoundTogether,
): Promise<Candidate[]> {
  const own = known.get(owner.owner)
  const isEnough = own && (own.list.length >= search.limit || own.list.length < own.wanted)
  return isEnough ? own.list.slice(0, search.limit) : await findFirst(tx, owner, search)
}

/**
 * How long an owner at its limit of running tasks is left alone. When one of them ends, it comes
 * back at once; this is for tasks whose end went unnoticed.
 */
const PARKED_MS = 5_000
/** No longer, because the clock that says what day it is may be set. */
const MAX_PARKED_MS = 600_000

/** Takes an owner from the line that has no task to claim now. */
async function leaveLine(tx: Tx, owner: OwnerInLine, search: CandidateSearch): Promise<boolean> {
  const { dialect, now, wall } = search
  if (owner.room <= 0) return await park(tx, dialect, owner, now + PARKED_MS)
  if (!owner.isOutOfMinutes) {
    if (owner.newSources > 0) return await leaveQueue(tx, dialect, owner, now)
    // It waits for the length of a source, which brings it back.
    return await parkUntil(tx, owner, search, now + PARKED_MS)
  }
  const untilMs = Math.min(MAX_PARKED_MS, DAY_MS - (wall % DAY_MS))
  return await parkUntil(tx, owner, search, Math.ceil(now + untilMs))
}

/** Leaves an owner alone until then, or until a task is due that it may go on with. */
async function parkUntil(
  tx: Tx,
  owner: OwnerInLine,
  { dialect, now }: CandidateSearch,
  until: number,
): Promise<boolean> {
  const dueAt = await nextToGoOn(tx, owner)
  // It may be locked for a moment, or be for a worker that can do more.
  if (dueAt <= now) return false
  return await park(tx, dialect, owner, Math.min(until, dueAt))
}

/** When a target, or a source that was counted, is due. */
async function nextToGoOn(tx: Tx, { engine, owner }: OwnerInLine): Promise<number> {
  // As in `isReached`: all due tasks would be walked for the first that fits.
  const dueAt = sql<number | null>`min(coalesce(tasks.due_at, 0))`.as('due_at')
  const tasks = selectTasks(tx, engine, undefined)
    .clearSelect()
    .select(dueAt)
    .where('tasks.owner', '=', owner)
  const target = await tasks.where(IS_PREPARED).executeTakeFirst()
  const source = await tasks.where(IS_BEGUN).where(IS_COUNTED).executeTakeFirst()
  const found = [target, source].flatMap((row) => (row?.due_at == null ? [] : [Number(row.due_at)]))
  return Math.min(Infinity, ...found.filter(isInstant))
}

/** The candidates in the order of the turns of their owners. */
function inTurns(found: { owner: OwnerInLine; list: Candidate[] }[]): Candidate[] {
  const places = found.map(({ owner, list }) => ({ ...owner, room: list.length }))
  const lists = found.map(({ list }) => list.values())
  const count = places.reduce((sum, { room }) => sum + room, 0)
  return allot(places, count).flatMap((index) => lists[index]?.next().value ?? [])
}
