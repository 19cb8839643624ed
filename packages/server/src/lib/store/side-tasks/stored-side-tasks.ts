import { type Kysely, sql } from 'kysely'
import type { Failure } from 'video-translation-client'
import type { PlaybackArtifact } from '../../engines/engine.ts'
import type { Emitter } from '../emitter.ts'
import type {
  NewSideTask,
  SideLease,
  SideNeed,
  SideOutcome,
  SideTask,
  SideTaskStore,
  WaitingSideTask,
} from '../side-task-store.ts'
import type { Change } from '../state/conclude.ts'
import type { Schema } from '../tables/schema.ts'
import type { SideTaskRow } from '../tables/side-task-row.ts'
import type { Dialect, StoreParts, Tx } from '../tables/store-parts.ts'
import { parse } from '../tables/rows.ts'
import { isInstant } from '../tables/shapes.ts'
import { countKept, endUnclaimedProxy, findPreviews, findUnclaimedProxies } from './what-remains.ts'

/** Adds a file to play to a translation, in the transaction. Undefined: the translation is gone. */
export type AddPlayback = (
  tx: Tx,
  translationId: string,
  file: PlaybackArtifact,
) => Promise<Change | undefined>

export interface SideTaskEvents {
  news: Emitter<[]>
  onChange(change: Change): void
}

/** Claims of a side task, each of which may kill its worker. */
const MAX_TRIES = 3
const MAX_WAITING = 100
/** As many as a condition can name in any database. */
const MAX_NEEDS = 100

const WORKER_LOST: Failure = {
  code: 'worker_lost',
  message: 'The worker stopped answering on every attempt. Look for crashes or a lack of memory.',
}

export function createSideTaskStore(
  { db, transact, dialect, clock, steady }: StoreParts,
  addPlayback: AddPlayback,
  { news, onChange }: SideTaskEvents,
): SideTaskStore {
  const now = () => Math.round(steady())
  return {
    async add(task, most) {
      const row = await transact(async (tx) => {
        if (await isFull(tx, dialect, task, most)) return undefined
        return await insertOrTryAgain(tx, rowOf(task, now(), clock()))
      })
      if (row?.status === 'pending') news.emit()
      return row && toSideTask(row)
    },
    async restart(task, most) {
      const hasRoom = await transact(async (tx) => {
        if (await isFull(tx, dialect, task, most)) return false
        await restart(tx, task.id, { ...again(now()), tries: 0 })
        return true
      })
      news.emit()
      return hasRoom
    },
    async find(id) {
      const row = await byId(db, id).executeTakeFirst()
      return row && toSideTask(row)
    },
    waitingNeeds: (kind, engines) => findNeeds(db, kind, engines, now()),
    waiting: (kind, needs) => findWaiting(db, kind, needs.slice(0, MAX_NEEDS), now()),
    async claim(task, worker, leaseMs) {
      const row = await transact((tx) => claim(tx, task, { worker, now: now(), leaseMs }))
      if (row?.status === 'error') news.emit()
      if (row?.status !== 'running') return row && 'ended'
      return { ...toSideTask(row), lease: { id: row.id, worker, attempt: row.attempt, tries: row.tries } }
    },
    heartbeat: (lease, leaseMs) =>
      transact((tx) => updateLeased(tx, lease, { due_at: now() + Math.round(leaseMs) })),
    async settle(lease, outcome) {
      const { isOurs, change } = await transact((tx) =>
        settle(tx, lease, outcome, { now: now(), addPlayback }),
      )
      if (change) onChange(change)
      if (isOurs) news.emit()
      return isOurs
    },
    countKept: (translationId, bytes) => transact((tx) => countKept(tx, translationId, bytes)),
    previewsBefore: (instant, limit, skip = 0) => findPreviews(db, Math.round(instant), limit, skip),
    async remove(id) {
      await transact((tx) => tx.deleteFrom('side_tasks').where('id', '=', id).execute())
    },
    unclaimedProxies: (before) => findUnclaimedProxies(db, Math.round(before)),
    async endUnclaimedProxy(proxy) {
      const isEnded = await transact((tx) => endUnclaimedProxy(tx, proxy))
      if (isEnded) news.emit()
      return isEnded
    },
    onNews: news.on,
  }
}

function rowOf(
  { translationId, request, ...task }: NewSideTask,
  dueAt: number,
  created: number,
): SideTaskRow {
  const text = JSON.stringify(request)
  return {
    ...task,
    translation_id: translationId,
    status: 'pending',
    attempt: 0,
    tries: 0,
    worker: null,
    due_at: dueAt,
    request: text,
    bytes: Buffer.byteLength(text),
    result: null,
    error: null,
    created_at: Math.round(created),
  }
}

/**
 * What makes a task claimable. The attempt stays, so that an old lease is never taken for a new.
 */
function again(dueAt: number): Partial<SideTaskRow> {
  return { status: 'pending', worker: null, due_at: dueAt, result: null, error: null }
}

/**
 * Whether the owner has no room for the task beside others. The lock lets no two transactions count
 * before either adds.
 */
async function isFull(
  tx: Tx,
  dialect: Pick<Dialect, 'serialize'>,
  { id, owner, kind }: Pick<SideTask, 'id' | 'owner' | 'kind'>,
  most: number,
): Promise<boolean> {
  await dialect.serialize(tx, `${kind}/${owner}`)
  const { count } = await tx
    .selectFrom('side_tasks')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('kind', '=', kind)
    .where('due_at', 'is not', null)
    .where('owner', '=', owner)
    .where('id', '!=', id)
    .executeTakeFirstOrThrow()
  return Number(count) >= most
}

async function insertOrTryAgain(tx: Tx, row: SideTaskRow): Promise<SideTaskRow> {
  await tx
    .insertInto('side_tasks')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  await tx
    .updateTable('side_tasks')
    .set({ ...again(row.due_at ?? 0), tries: 0, created_at: row.created_at })
    .where('id', '=', row.id)
    .where('status', '=', 'error')
    .execute()
  return await byId(tx, row.id).executeTakeFirstOrThrow()
}

function byId(db: Kysely<Schema>, id: string) {
  return db.selectFrom('side_tasks').selectAll().where('id', '=', id)
}

async function findNeeds(
  db: Kysely<Schema>,
  kind: SideTask['kind'],
  engines: string[],
  now: number,
): Promise<SideNeed[]> {
  if (engines.length === 0) return []
  return await db
    .selectFrom('side_tasks')
    .select(['engine', 'needs'])
    .where('kind', '=', kind)
    .where('due_at', '<=', now)
    .where('engine', 'in', engines)
    .groupBy(['engine', 'needs'])
    .orderBy(({ fn }) => fn.min('due_at'))
    .execute()
}

async function findWaiting(
  db: Kysely<Schema>,
  kind: SideTask['kind'],
  wanted: SideNeed[],
  now: number,
): Promise<WaitingSideTask[]> {
  if (wanted.length === 0) return []
  const due = db
    .selectFrom('side_tasks')
    .select(['id', 'translation_id', 'owner', 'engine', 'needs', 'attempt', 'tries', 'due_at'])
    .select(sql<number>`row_number() over (partition by owner order by due_at, id)`.as('place'))
    .where('kind', '=', kind)
    .where('due_at', '<=', now)
    .where(({ or, and }) => or(wanted.map(({ engine, needs }) => and({ engine, needs }))))
  return await db
    .selectFrom(due.as('due'))
    .select(['id', 'translation_id as translationId', 'owner', 'engine', 'needs', 'attempt', 'tries'])
    .where('place', '=', 1)
    .orderBy('due_at')
    .limit(MAX_WAITING)
    .execute()
}

interface SideClaim {
  worker: string
  now: number
  leaseMs: number
}

/** The attempt in the condition lets one worker have it, on any database. */
async function claim(
  tx: Tx,
  { id, attempt, tries }: WaitingSideTask,
  { worker, now, leaseMs }: SideClaim,
): Promise<SideTaskRow | undefined> {
  const ended = { status: 'error', error: JSON.stringify(WORKER_LOST), worker: null, due_at: null } as const
  const taken = {
    status: 'running',
    worker,
    attempt: attempt + 1,
    tries: tries + 1,
    due_at: now + Math.round(leaseMs),
  } as const
  const { numUpdatedRows } = await tx
    .updateTable('side_tasks')
    .set(tries >= MAX_TRIES ? ended : taken)
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('due_at', '<=', now)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n ? await byId(tx, id).executeTakeFirst() : undefined
}

/** Two requests may find a file gone, and the second must not stop what the first began. */
async function restart(tx: Tx, id: string, changes: Partial<SideTaskRow>): Promise<void> {
  await tx.updateTable('side_tasks').set(changes).where('id', '=', id).where('due_at', 'is', null).execute()
}

async function updateLeased(
  tx: Tx,
  { id, worker, attempt }: SideLease,
  changes: Partial<SideTaskRow>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('side_tasks')
    .set(changes)
    .where('id', '=', id)
    .where('status', '=', 'running')
    .where('worker', '=', worker)
    .where('attempt', '=', attempt)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

async function settle(
  tx: Tx,
  lease: SideLease,
  outcome: SideOutcome,
  { now, addPlayback }: { now: number; addPlayback: AddPlayback },
): Promise<{ isOurs: boolean; change?: Change | undefined }> {
  const isOurs = await updateLeased(tx, lease, columnsOf(outcome, lease, now))
  const made = isOurs && typeof outcome === 'object' && 'result' in outcome ? outcome : undefined
  if (made?.bytes !== undefined) await addBytes(tx, lease.id, made.bytes)
  const playback = made?.playback
  if (!playback) return { isOurs }
  const { translation_id } = await byId(tx, lease.id).executeTakeFirstOrThrow()
  return { isOurs, change: await addPlayback(tx, translation_id, playback) }
}

async function addBytes(tx: Tx, id: string, bytes: number): Promise<void> {
  const more = Math.round(bytes)
  await tx
    .updateTable('side_tasks')
    .set(({ eb }) => ({ bytes: eb('bytes', '+', more) }))
    .where('id', '=', id)
    .execute()
}

function columnsOf(outcome: SideOutcome, { tries }: SideLease, now: number): Partial<SideTaskRow> {
  if (outcome === 'released') return { ...again(now), tries: tries - 1 }
  const ended = { worker: null, due_at: null }
  if ('error' in outcome) return { ...ended, status: 'error', error: JSON.stringify(outcome.error) }
  return { ...ended, status: 'completed', result: JSON.stringify(outcome.result) ?? null }
}

function toSideTask(row: SideTaskRow): SideTask {
  const { id, owner, engine, kind, needs, status } = row
  const result = readJson(row.result)
  const error = readJson(row.error) as Failure | undefined
  return {
    id,
    owner,
    engine,
    kind,
    needs,
    status,
    translationId: row.translation_id,
    request: readJson(row.request),
    ...(result !== undefined && { result }),
    ...(error !== undefined && { error }),
    createdAt: isInstant(row.created_at) ? row.created_at : 0,
  }
}

/** A damaged row fails by itself, and keeps no other from its turn. */
function readJson(text: string | null): unknown {
  try {
    return parse<unknown>(text)
  } catch {
    return undefined
  }
}
