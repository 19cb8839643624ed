import type { Dialect, Tx } from '../tables/store-parts.ts'
import type { OwnerInLine } from './line.ts'
import { needsOf } from './needs.ts'
import { isReached } from './queues.ts'
import { IS_PREPARED, IS_WAITING } from './task-states.ts'

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
  /** Epoch milliseconds, which say what day it is. */
  wall: number
}

/** The tasks of an owner with the highest priority, and of these the oldest. */
export async function findFirst(tx: Tx, owner: OwnerInLine, search: CandidateSearch): Promise<Candidate[]> {
  const { dialect, needs } = search
  if (needs === undefined) return await dialect.lockNext(selectFirst(tx, owner, search)).execute()
  const own = await needsOf(tx, owner, needs)
  if (own.length === 0) return []
  if (own.length === 1) return await dialect.lockNext(selectFirst(tx, owner, search, own)).execute()
  const heads = await findHeads(tx, owner, search, own)
  return heads.length === 0 ? [] : await lockHeads(tx, owner, search, heads)
}

/** A head of the tasks of an owner with one need. */
interface Head extends Candidate {
  priority: number
  position: number
}

/** Each is a part of a statement. */
const MAX_NEEDS = 50
/** Some may be locked for a moment. */
const SPARE_HEADS = 4

/**
 * The first tasks of an owner with each of these needs. Only one need at a time can be walked in
 * the order of an index: several would be sorted, with all tasks that have them.
 */
async function findHeads(
  tx: Tx,
  owner: OwnerInLine,
  search: CandidateSearch,
  needs: string[],
): Promise<Head[]> {
  const heads: Head[] = []
  const limit = search.limit + SPARE_HEADS
  const selectHeads = (need: string) =>
    tx
      .selectFrom(
        selectFirst(tx, owner, { ...search, limit }, [need])
          .select(['tasks.priority', 'tasks.position'])
          .as('head'),
      )
      .selectAll()
  for (let start = 0; start < needs.length; start += MAX_NEEDS) {
    const [first, ...others] = needs.slice(start, start + MAX_NEEDS).map(selectHeads)
    if (first) heads.push(...(await others.reduce((all, each) => all.unionAll(each), first).execute()))
  }
  return heads.toSorted(byPlace).slice(0, limit)
}

/** Strings are compared as the databases do. */
function byPlace(one: Head, other: Head): number {
  if (one.priority !== other.priority) return other.priority - one.priority
  if (one.translation_id !== other.translation_id) return one.translation_id < other.translation_id ? -1 : 1
  return one.position - other.position
}

/** Without an order: for one, the database would walk all tasks of the owner. */
async function lockHeads(
  tx: Tx,
  { engine }: OwnerInLine,
  { dialect, limit }: CandidateSearch,
  heads: Head[],
): Promise<Candidate[]> {
  const ids = heads.map(({ task_id }) => task_id)
  const rows = await dialect
    .lockNext(selectTasks(tx, engine, undefined).where('tasks.id', 'in', ids))
    .execute()
  const locked = new Set(rows.map(({ task_id }) => task_id))
  return heads.filter(({ task_id }) => locked.has(task_id)).slice(0, limit)
}

function selectFirst(
  tx: Tx,
  { engine, owner, isOutOfMinutes }: OwnerInLine,
  { now, limit }: CandidateSearch,
  needs?: string[],
) {
  return selectTasks(tx, engine, needs)
    .where('tasks.owner', '=', owner)
    .where(isOutOfMinutes ? IS_PREPARED : IS_WAITING)
    .where(isReached('tasks.due_at', now))
    .orderBy('tasks.priority', 'desc')
    .orderBy('tasks.translation_id')
    .orderBy('tasks.position')
    .limit(limit)
}

export function selectTasks(tx: Tx, engine: string, needs: string[] | undefined) {
  const tasks = tx
    .selectFrom('tasks')
    .innerJoin('translations', 'translations.id', 'tasks.translation_id')
    .select(['tasks.id as task_id', 'tasks.translation_id as translation_id'])
    .where('tasks.engine', '=', engine)
  if (needs === undefined) return tasks
  const [only] = needs
  return needs.length === 1
    ? tasks.where('tasks.needs', '=', only ?? '')
    : tasks.where('tasks.needs', 'in', needs)
}
