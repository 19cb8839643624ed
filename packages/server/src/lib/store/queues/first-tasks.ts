import type { ClaimFilter } from '../store.ts'
import type { Dialect, Tx } from '../tables/store-parts.ts'
import type { OwnerInLine } from './line.ts'
import { needsOf } from './needs.ts'
import { isReached } from './queues.ts'
import { IS_BEGUN, IS_COUNTED, IS_PREPARED, IS_WAITING } from './task-states.ts'

/** A due task that may be claimed. */
export interface Candidate {
  task_id: string
  translation_id: string
}

export interface CandidateSearch extends ClaimFilter {
  dialect: Dialect
  engines: string[]
  limit: number
  /** On the steady clock. */
  now: number
  /** Epoch milliseconds, which say what day it is. */
  wall: number
}

/**
 * The tasks of an owner with the highest priority, and of these the oldest. One with minutes a day
 * first goes on with sources that were counted, and begins no more than it may.
 */
export async function findFirst(tx: Tx, owner: OwnerInLine, search: CandidateSearch): Promise<Candidate[]> {
  if (owner.newSources === Infinity) return await findNext(tx, owner, search)
  const begun = await search.dialect.lockNext(selectBegun(tx, owner, search)).execute()
  if (begun.length > 0) return begun
  const mayBegin = owner.newSources > 0
  const found = await findNext(tx, { ...owner, isOutOfMinutes: !mayBegin }, search)
  const sources = mayBegin ? await sourcesAmong(tx, found) : []
  const tooMany = new Set(sources.slice(owner.newSources))
  return found.filter(({ task_id }) => !tooMany.has(task_id))
}

function selectBegun(tx: Tx, { engine, owner }: OwnerInLine, search: CandidateSearch) {
  const { now, limit, needs, except = [] } = search
  return selectTasks(tx, engine, needs)
    .$if(except.length > 0, (tasks) => tasks.where('tasks.id', 'not in', except))
    .where('tasks.owner', '=', owner)
    .where(IS_BEGUN)
    .where(IS_COUNTED)
    .where(isReached('tasks.due_at', now))
    .limit(limit)
}

/** The ids of those that are sources, in their order. */
async function sourcesAmong(tx: Tx, found: Candidate[]): Promise<string[]> {
  if (found.length < 2) return found.map(({ task_id }) => task_id)
  const ids = found.map(({ task_id }) => task_id)
  const query = tx.selectFrom('tasks').select('id').where('id', 'in', ids).where('position', '=', 0)
  const sources = new Set((await query.execute()).map(({ id }) => id))
  return ids.filter((id) => sources.has(id))
}

async function findNext(tx: Tx, owner: OwnerInLine, search: CandidateSearch): Promise<Candidate[]> {
  const { dialect, needs } = search
  if (needs === undefined) return await dialect.lockNext(selectFirst(tx, owner, search)).execute()
  const own = await needsOf(tx, owner, needs)
  if (own.length === 0) return []
  if (own.length === 1) return await dialect.lockNext(selectFirst(tx, owner, search, own)).execute()
  const limit = search.limit + SPARE_HEADS
  const heads = await readHeads(own.map((need) => selectHeads(tx, owner, { ...search, limit }, [need])))
  const locked = await lockHeads(tx, owner.engine, dialect, heads.toSorted(byPlace).slice(0, limit))
  return locked.slice(0, search.limit)
}

/** An owner in line, and as many of its tasks as it may get. */
export interface Portion {
  owner: OwnerInLine
  count: number
}

/**
 * The first tasks of several owners, by owner, in two statements. Undefined if there are too many
 * kinds of tasks for one.
 */
export async function findFirstOfEach(
  tx: Tx,
  portions: readonly Portion[],
  search: CandidateSearch,
): Promise<Map<string, Candidate[]> | undefined> {
  const { dialect, needs } = search
  const kinds = needs?.map((need) => [need]) ?? [undefined]
  const [first] = portions
  if (first === undefined || portions.length * kinds.length > MAX_HEADS) return undefined
  const selects = portions.flatMap(({ owner, count }) =>
    kinds.map((kind) => selectHeads(tx, owner, { ...search, limit: count + SPARE_HEADS }, kind)),
  )
  const heads = (await readHeads(selects)).toSorted(byPlace)
  const counts = new Map(portions.map(({ owner, count }) => [owner.owner, count]))
  const byOwner = Map.groupBy(heads, ({ owner }) => owner)
  const wanted = [...byOwner].flatMap(([owner, own]) => own.slice(0, (counts.get(owner) ?? 0) + SPARE_HEADS))
  const locked = Map.groupBy(await lockHeads(tx, first.owner.engine, dialect, wanted), ({ owner }) => owner)
  return new Map([...counts].map(([owner, count]) => [owner, (locked.get(owner) ?? []).slice(0, count)]))
}

/** The first tasks of an owner, or of those with one need. */
interface Head extends Candidate {
  owner: string
  priority: number
  position: number
}

/** Each is a part of a statement. */
const MAX_HEADS = 50
/** Some may be locked for a moment. */
const SPARE_HEADS = 4

/**
 * Only one need at a time can be walked in the order of an index: several would be sorted, with all
 * tasks that have them.
 */
function selectHeads(tx: Tx, owner: OwnerInLine, search: CandidateSearch, needs: string[] | undefined) {
  const first = selectFirst(tx, owner, search, needs)
    .select(['tasks.owner', 'tasks.priority', 'tasks.position'])
    .as('head')
  return tx.selectFrom(first).selectAll()
}

async function readHeads(selects: ReturnType<typeof selectHeads>[]): Promise<Head[]> {
  const heads: Head[] = []
  for (let start = 0; start < selects.length; start += MAX_HEADS) {
    const [first, ...others] = selects.slice(start, start + MAX_HEADS)
    if (first) heads.push(...(await others.reduce((all, each) => all.unionAll(each), first).execute()))
  }
  return heads
}

/** Strings are compared as the databases do. */
function byPlace(one: Head, other: Head): number {
  if (one.priority !== other.priority) return other.priority - one.priority
  if (one.translation_id !== other.translation_id) return one.translation_id < other.translation_id ? -1 : 1
  return one.position - other.position
}

/** Without an order: for one, the database would walk all tasks of the owner. */
async function lockHeads(tx: Tx, engine: string, dialect: Dialect, heads: Head[]): Promise<Head[]> {
  if (heads.length === 0) return []
  const ids = heads.map(({ task_id }) => task_id)
  const rows = await dialect
    .lockNext(selectTasks(tx, engine, undefined).where('tasks.id', 'in', ids))
    .execute()
  const locked = new Set(rows.map(({ task_id }) => task_id))
  return heads.filter(({ task_id }) => locked.has(task_id))
}

function selectFirst(
  tx: Tx,
  { engine, owner, isOutOfMinutes }: OwnerInLine,
  { now, limit, except = [] }: CandidateSearch,
  needs?: string[],
) {
  return selectTasks(tx, engine, needs)
    .$if(except.length > 0, (tasks) => tasks.where('tasks.id', 'not in', except))
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
