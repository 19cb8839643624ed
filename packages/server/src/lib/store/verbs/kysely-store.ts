import type { Kysely } from 'kysely'
import { isFinal } from 'video-translation-client'
import { type Announcer, createAnnouncer } from './announcer.ts'
import { claimMany, dueInMs } from './claim.ts'
import { notBefore, type Now } from '../clock.ts'
import { createTranslation, findByKey } from './create.ts'
import { fileReferences } from './file-references.ts'
import { type Job, type JobTask, tasksOf } from '../state/job.ts'
import { createOutbox, expireMessageLeases } from '../outbox/kysely-outbox.ts'
import { noteMissingEngines } from './missing-engines.ts'
import { counts, eventsOf, expired, findPage, uploadsInUse, versionsOf } from './queries.ts'
import { toRecord } from '../tables/rows.ts'
import type { Schema, TaskRow } from '../tables/schema.ts'
import {
  advanceTask,
  cancelJob,
  type Change,
  completeTask,
  failTask,
  releaseTask,
  settleCanceled,
} from '../state/transitions.ts'
import { writeMark } from '../tables/steady-clock.ts'
import type { StoreParts } from '../tables/store-parts.ts'
import type { Lease, Store } from '../store.ts'
import { loadJobs, lockJob, lockJobOfTask, saveChange, type TaskData, type Tx } from './jobs.ts'
import { retireUpload } from './upload-claims.ts'

/** The store over any database that Kysely speaks to. The database must have its tables already. */
export function createKyselyStore(parts: StoreParts): Store {
  const { db, transact, clock, steady } = parts
  const announcer = createAnnouncer()
  const { announce, announceDamage, changed, unwanted, due } = announcer
  const onLease: LeaseVerb = async (lease, verb, data) => {
    const change = await changeByLease(parts, lease, verb, data)
    if (change) announce(change)
    return change !== undefined
  }
  const claim: Store['claimMany'] = (worker, engines, leaseMs, limit) =>
    claimMany(parts, { worker, engines, leaseMs, limit }, { onChange: announce, onDamage: announceDamage })
  return {
    ...readers(parts, announceDamage),
    ...workerVerbs(parts, onLease),
    async create(input) {
      const created = await createTranslation(parts, input)
      if (typeof created === 'string') return created
      const translation = toRecord(created.job)
      if (created.isNew) announce({ job: created.job, events: [], steadyMs: steady() })
      return { translation, isNew: created.isNew }
    },
    async cancel(id) {
      const { job, change } = await cancelById(parts, id)
      if (change) announce(change)
      if (change) unwanted.emit(id)
      return job && toRecord(job)
    },
    async remove(id) {
      const removed = await transact((tx) => removeTranslation(tx, id, steady()))
      if (removed) announcer.announceRemoval(id)
      return removed
    },
    retireUpload: (upload) => transact((tx) => retireUpload(tx, upload, clock())),
    claim: async (worker, engines, leaseMs) => (await claim(worker, engines, leaseMs, 1))[0],
    claimMany: claim,
    async expireLeases() {
      const count = await transact((tx) => expireAllLeases(tx, steady()))
      if (count > 0) due.emit()
      return count
    },
    noteMissingEngines: (engines, stopping) => noteMissingEngines(parts, engines, announce, stopping),
    outbox: createOutbox(parts, announcer.outboxDue),
    steady,
    gap: parts.gap,
    onChange: changed.on,
    onUnwanted: unwanted.on,
    onDamage: announcer.damaged.on,
    onDue: due.on,
    close: () => db.destroy(),
  }
}

/** The mark says that the removal is part of the history: without it, the files would be those of an unknown translation. */
async function removeTranslation(tx: Tx, id: string, steadyMs: number): Promise<boolean> {
  await writeMark(tx, steadyMs)
  const result = await tx.deleteFrom('translations').where('id', '=', id).executeTakeFirstOrThrow()
  return result.numDeletedRows > 0n
}

/** Of tasks and of messages. How many tasks there were. */
async function expireAllLeases(tx: Tx, now: number): Promise<number> {
  await expireMessageLeases(tx, now)
  return await expireLeases(tx, now)
}

type Readers = Pick<
  Store,
  | 'findByKey'
  | 'get'
  | 'getMany'
  | 'versions'
  | 'list'
  | 'events'
  | 'uploadsInUse'
  | 'fileReferences'
  | 'expired'
  | 'dueInMs'
  | 'ping'
  | 'counts'
>

function readers({ db, steady }: StoreParts, onDamage: Announcer['announceDamage']): Readers {
  const getMany: Store['getMany'] = async (ids, owner) => {
    const jobs = await loadJobs(db, ids)
    for (const job of jobs) if (job.damage) onDamage(job.id, job.damage.cause)
    return jobs.filter((job) => owner === undefined || job.owner === owner).map(toRecord)
  }
  return {
    async findByKey(owner, idempotency) {
      const found = await findByKey(db, owner, idempotency)
      return typeof found === 'object' ? toRecord(found) : found
    },
    get: async (id, owner) => (await getMany([id], owner))[0],
    getMany,
    versions: (ids) => versionsOf(db, ids),
    async list(query) {
      const { ids, nextCursor } = await findPage(db, query)
      return { items: await getMany(ids), nextCursor }
    },
    events: (id) => eventsOf(db, id),
    uploadsInUse: () => uploadsInUse(db),
    fileReferences: (id) => fileReferences(db, id),
    expired: (now, limit) => expired(db, now, limit),
    dueInMs: (engines) => dueInMs(db, engines, steady()),
    ping: async () => void (await db.selectFrom('translations').select('id').limit(1).execute()),
    counts: () => counts(db, steady()),
  }
}

/** Ten thousand tasks at work would otherwise keep the disk, and with it the event loop, busy with nothing else. */
const HEARTBEAT_WITHIN_MS = 50

type WorkerVerbs = Pick<
  Store,
  'heartbeat' | 'advance' | 'saveCheckpoint' | 'complete' | 'fail' | 'settleCanceled' | 'release'
>

function workerVerbs({ transact, steady }: StoreParts, onLease: LeaseVerb): WorkerVerbs {
  return {
    heartbeat: (lease, leaseMs) =>
      transact((tx) => heartbeat(tx, lease, steady() + leaseMs), HEARTBEAT_WITHIN_MS),
    advance: (lease, update) => onLease(lease, (job, task, now) => advanceTask(job, task, update, now)),
    async saveCheckpoint(lease, value) {
      const checkpoint = JSON.stringify(value) ?? null
      return await transact((tx) => updateHeld(tx, lease, { checkpoint, checkpoint_attempt: lease.attempt }))
    },
    async complete(lease, result) {
      // Serialised before anything changes: what is no JSON is the engine's mistake and must leave no trace.
      const output = JSON.stringify(result.output) ?? null
      const verb: Transition = (job, task, now) => completeTask(job, task, result, now)
      return await onLease(lease, verb, { output, checkpoint: null })
    },
    fail: (lease, failure, retryInMs) =>
      onLease(lease, (job, task, now) => failTask(job, task, failure, retryInMs, now)),
    settleCanceled: (lease) => onLease(lease, settleCanceled),
    release: (lease) => onLease(lease, releaseTask),
  }
}

type Transition = (job: Job, task: JobTask, now: Now) => Change

/** Applies a transition if the lease still holds, and writes further data to its task. */
type LeaseVerb = (lease: Lease, verb: Transition, data?: TaskData) => Promise<boolean>

async function changeByLease(
  { transact, dialect, ids, clock, steady }: StoreParts,
  lease: Lease,
  verb: Transition,
  data?: TaskData,
): Promise<Change | undefined> {
  return await transact(async (tx) => {
    const job = await lockJobOfTask(tx, dialect, lease.taskId)
    const task = job && tasksOf(job).find((each) => holds(lease, each))
    if (job === undefined || task === undefined) return undefined
    const now = notBefore({ wall: clock(), steady: steady() }, job.updatedAt)
    const change = verb(job, task, now)
    await saveChange(tx, job, change, ids, data && { [task.id]: data })
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
  { transact, dialect, ids, clock, steady }: StoreParts,
  id: string,
): Promise<{ job?: Job; change?: Change }> {
  return await transact(async (tx) => {
    const job = await lockJob(tx, dialect, id)
    if (job === undefined || job.cancelRequested || isFinal(job.status)) return { job }
    const now = notBefore({ wall: clock(), steady: steady() }, job.updatedAt)
    const change = cancelJob(job, now)
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
async function heartbeat(tx: Tx, lease: Lease, until: number): Promise<'ok' | 'canceled' | 'lost'> {
  // Thousands of tasks give a sign of life every few seconds: the usual answer takes one statement.
  const prolonged = await updateOf(tx, lease, { due_at: until })
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('translations')
          .select('id')
          .whereRef('id', '=', 'tasks.translation_id')
          .where('cancel_requested', '=', 0),
      ),
    )
    .executeTakeFirst()
  if (prolonged.numUpdatedRows > 0n) return 'ok'
  return (await updateHeld(tx, lease, {})) ? 'canceled' : 'lost'
}

/** Writes to a task without anybody having to know of it, if the lease still holds. */
async function updateHeld(tx: Tx, lease: Lease, changes: HeldChanges): Promise<boolean> {
  const result = await updateOf(tx, lease, changes).executeTakeFirst()
  return result.numUpdatedRows > 0n
}

type HeldChanges = Partial<Pick<TaskRow, 'checkpoint' | 'checkpoint_attempt' | 'due_at'>>

function updateOf(tx: Tx, lease: Lease, changes: HeldChanges) {
  return tx
    .updateTable('tasks')
    .set({ worker: lease.worker, ...changes })
    .where('id', '=', lease.taskId)
    .where('worker', '=', lease.worker)
    .where('attempt', '=', lease.attempt)
    .where('status', '=', 'running')
}
