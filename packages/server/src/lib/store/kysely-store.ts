import type { Kysely } from 'kysely'
import { isFinal } from 'video-translation-client'
import { claimNext, type ClaimRequest, nextDue } from './claim.ts'
import { createTranslation, findByKey } from './create.ts'
import type { Dialect } from './dialect.ts'
import { createHint } from './hints.ts'
import { type Job, type JobTask, tasksOf } from './job.ts'
import { createOutbox, expireMessageLeases } from './kysely-outbox.ts'
import { counts, eventsOf, expired, findPage, usesOfUpload } from './queries.ts'
import { toRecord } from './rows.ts'
import type { Schema, TaskRow } from './schema.ts'
import {
  advanceTask,
  cancelJob,
  type Change,
  completeTask,
  failTask,
  releaseTask,
  settleCanceled,
} from './state.ts'
import type { Lease, Store } from './store.ts'
import { loadJobs, lockJob, saveChange, type Tx } from './transactions.ts'

/** What a store is made of, whatever the database. */
export interface StoreParts {
  db: Kysely<Schema>
  dialect: Dialect
  /** Epoch milliseconds. */
  clock: () => number
  /** Makes UUIDs that sort by time. */
  ids: () => string
}

/** The store over any database that Kysely speaks to. The database must have its tables already. */
export function createKyselyStore(parts: StoreParts): Store {
  const { db, clock } = parts
  const changed = createHint<[id: string, version: number | undefined]>()
  const due = createHint<[]>()
  const outboxDue = createHint<[]>()
  const announce = (change: Change | undefined): void => {
    if (change === undefined) return
    changed.emit(change.job.id, change.job.version)
    if (change.job.webhookEvents && change.events.length > 0) outboxDue.emit()
    if (tasksOf(change.job).some(({ status, dueAt }) => status === 'pending' && dueAt !== undefined))
      due.emit()
  }
  const onLease: LeaseVerb = async (lease, verb, alongside) => {
    const change = await changeByLease(parts, lease, verb, alongside)
    announce(change)
    return change !== undefined
  }
  return {
    ...readers(parts),
    ...workerVerbs(parts, onLease),
    async create(input) {
      const created = await createTranslation(parts, input)
      if (created === 'key_reused') return created
      const translation = toRecord(created.job)
      if (created.isNew) announce({ job: created.job, events: [] })
      return { translation, isNew: created.isNew }
    },
    async cancel(id) {
      const { job, change } = await cancelById(parts, id)
      announce(change)
      return job && toRecord(job)
    },
    async remove(id) {
      const result = await db.deleteFrom('translations').where('id', '=', id).executeTakeFirst()
      const removed = result.numDeletedRows > 0n
      if (removed) changed.emit(id, undefined)
      return removed
    },
    async claim(worker, engines, leaseMs) {
      const request: ClaimRequest = { worker, engines, leaseMs, now: clock() }
      return await claimNext(parts, request, announce)
    },
    async expireLeases() {
      const count = await expireLeases(db, clock())
      await expireMessageLeases(db, clock())
      if (count > 0) due.emit()
      return count
    },
    outbox: createOutbox(parts, outboxDue),
    onChange: changed.on,
    onDue: due.on,
    close: () => db.destroy(),
  }
}

type Readers = Pick<
  Store,
  | 'findByKey'
  | 'get'
  | 'getMany'
  | 'list'
  | 'events'
  | 'usesOfUpload'
  | 'expired'
  | 'nextDue'
  | 'ping'
  | 'counts'
>

function readers({ db, clock }: StoreParts): Readers {
  const getMany: Store['getMany'] = async (ids, owner) => {
    const jobs = await loadJobs(db, ids)
    return jobs.filter((job) => owner === undefined || job.owner === owner).map(toRecord)
  }
  return {
    async findByKey(owner, idempotency) {
      const found = await findByKey(db, owner, idempotency)
      return typeof found === 'object' ? toRecord(found) : found
    },
    get: async (id, owner) => (await getMany([id], owner))[0],
    getMany,
    async list(query) {
      const { ids, nextCursor } = await findPage(db, query)
      return { items: await getMany(ids), nextCursor }
    },
    events: (id) => eventsOf(db, id),
    usesOfUpload: (upload) => usesOfUpload(db, upload),
    expired: (now, limit) => expired(db, now, limit),
    nextDue: (engines) => nextDue(db, engines),
    ping: async () => void (await db.selectFrom('translations').select('id').limit(1).execute()),
    counts: () => counts(db, clock()),
  }
}

type WorkerVerbs = Pick<
  Store,
  'heartbeat' | 'advance' | 'saveCheckpoint' | 'complete' | 'fail' | 'settleCanceled' | 'release'
>

function workerVerbs({ db, clock }: StoreParts, onLease: LeaseVerb): WorkerVerbs {
  return {
    heartbeat: (lease, leaseMs) => heartbeat(db, lease, clock() + leaseMs),
    advance: (lease, update) => onLease(lease, (job, task) => advanceTask(job, task, update, clock())),
    saveCheckpoint: async (lease, value) =>
      updateHeld(db, lease, {
        checkpoint: JSON.stringify(value) ?? null,
        checkpoint_attempt: lease.attempt,
      }),
    async complete(lease, result) {
      // Serialised before anything changes: what is no JSON is the engine's mistake and must leave no trace.
      const output = JSON.stringify(result.output) ?? null
      return await onLease(
        lease,
        (job, task) => completeTask(job, task, result, clock()),
        (tx) =>
          tx.updateTable('tasks').set({ output, checkpoint: null }).where('id', '=', lease.taskId).execute(),
      )
    },
    fail: (lease, failure, retryAt) =>
      onLease(lease, (job, task) => failTask(job, task, failure, retryAt, clock())),
    settleCanceled: (lease) => onLease(lease, (job, task) => settleCanceled(job, task, clock())),
    release: (lease) => onLease(lease, (job, task) => releaseTask(job, task, clock())),
  }
}

type Transition = (job: Job, task: JobTask) => Change

/** Applies a transition if the lease still holds, with further writes in the same transaction. */
type LeaseVerb = (
  lease: Lease,
  verb: Transition,
  alongside?: (tx: Tx) => Promise<unknown>,
) => Promise<boolean>

async function changeByLease(
  { db, dialect, ids }: StoreParts,
  lease: Lease,
  verb: Transition,
  alongside?: (tx: Tx) => Promise<unknown>,
): Promise<Change | undefined> {
  return await db.transaction().execute(async (tx) => {
    const owner = await tx
      .selectFrom('tasks')
      .select('translation_id')
      .where('id', '=', lease.taskId)
      .executeTakeFirst()
    const job = owner && (await lockJob(tx, dialect, owner.translation_id))
    const task = job && tasksOf(job).find((each) => holds(lease, each))
    if (job === undefined || task === undefined) return undefined
    const change = verb(job, task)
    await saveChange(tx, job, change, ids)
    await alongside?.(tx)
    return change
  })
}

function holds(lease: Lease, task: JobTask): boolean {
  return (
    task.id === lease.taskId &&
    task.status === 'running' &&
    task.worker === lease.worker &&
    task.attempt === lease.attempt
  )
}

async function cancelById(
  { db, dialect, ids, clock }: StoreParts,
  id: string,
): Promise<{ job?: Job; change?: Change }> {
  return await db.transaction().execute(async (tx) => {
    const job = await lockJob(tx, dialect, id)
    if (job === undefined || job.cancelRequested || isFinal(job.status)) return { job }
    const change = cancelJob(job, clock())
    await saveChange(tx, job, change, ids)
    return { job: change.job, change }
  })
}

async function expireLeases(db: Kysely<Schema>, now: number): Promise<number> {
  const result = await db
    .updateTable('tasks')
    .set({ due_at: now })
    .where('status', '=', 'running')
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** A canceled task's lease is not prolonged, so it ends by itself if its worker hangs. */
async function heartbeat(
  db: Kysely<Schema>,
  lease: Lease,
  until: number,
): Promise<'ok' | 'canceled' | 'lost'> {
  const row = await db
    .selectFrom('tasks')
    .innerJoin('translations', 'translations.id', 'tasks.translation_id')
    .select('translations.cancel_requested')
    .where('tasks.id', '=', lease.taskId)
    .executeTakeFirst()
  if (row === undefined) return 'lost'
  const kept = await updateHeld(db, lease, row.cancel_requested === 1 ? {} : { due_at: until })
  if (!kept) return 'lost'
  return row.cancel_requested === 1 ? 'canceled' : 'ok'
}

/** Writes to a task without anybody having to know of it, if the lease still holds. */
async function updateHeld(
  db: Kysely<Schema>,
  lease: Lease,
  changes: Partial<Pick<TaskRow, 'checkpoint' | 'checkpoint_attempt' | 'due_at'>>,
): Promise<boolean> {
  const result = await db
    .updateTable('tasks')
    .set({ worker: lease.worker, ...changes })
    .where('id', '=', lease.taskId)
    .where('worker', '=', lease.worker)
    .where('attempt', '=', lease.attempt)
    .where('status', '=', 'running')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
