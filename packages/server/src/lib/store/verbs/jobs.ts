import type { Kysely } from 'kysely'
import { notBefore } from '../clock.ts'
import { enqueueMessage } from '../outbox/enqueue.ts'
import { countSource } from '../owners/usage.ts'
import { enterQueue, unpark } from '../queues/queues.ts'
import { type Damage, type Job, type JobTask, tasksOf } from '../state/job.ts'
import type { Change } from '../state/conclude.ts'
import { endDamaged } from '../state/damage.ts'
import { mergeRows } from '../tables/changed-rows.ts'
import {
  eventRow,
  type LeanTaskRow,
  repairedColumns,
  TASK_COLUMNS,
  taskChanges,
  toJob,
  translationChanges,
} from '../tables/rows.ts'
import type { Schema, TaskRow } from '../tables/schema.ts'
import type { Dialect, StoreParts, Tx } from '../tables/store-parts.ts'

/**
 * Reads translations with their tasks, in the order of the ids, without those that do not exist.
 * Outside of a transaction the tasks are read last, so they may be newer than the version but never
 * older. The newer change is announced by itself.
 */
export async function loadJobs(db: Kysely<Schema>, ids: string[]): Promise<Job[]> {
  if (ids.length === 0) return []
  const rows = await db.selectFrom('translations').selectAll().where('id', 'in', ids).execute()
  const tasks = await tasksIn(db, ids)
  const rowById = new Map(rows.map((row) => [row.id, row]))
  const tasksById = Map.groupBy(tasks, (task) => task.translation_id)
  return ids.flatMap((id) => {
    const row = rowById.get(id)
    // Without tasks, it was removed between the two reads.
    const own = tasksById.get(id)
    return row && own ? [toJob(row, own)] : []
  })
}

async function tasksIn(db: Kysely<Schema>, translationIds: string[]): Promise<LeanTaskRow[]> {
  return await db
    .selectFrom('tasks')
    .select(TASK_COLUMNS)
    .where('translation_id', 'in', translationIds)
    .orderBy('position')
    .execute()
}

/** Reads one translation and blocks other writers until the transaction ends. */
export async function lockJob(tx: Tx, dialect: Dialect, id: string): Promise<Job | undefined> {
  return await readLocked(tx, dialect, selectTranslation(tx).where('id', '=', id))
}

/** The same for the translation of a task. */
export async function lockJobOfTask(tx: Tx, dialect: Dialect, taskId: string): Promise<Job | undefined> {
  const id = tx.selectFrom('tasks').select('translation_id').where('id', '=', taskId)
  return await readLocked(tx, dialect, selectTranslation(tx).where('id', '=', id))
}

function selectTranslation(tx: Tx) {
  return tx.selectFrom('translations').selectAll()
}

async function readLocked(
  tx: Tx,
  dialect: Dialect,
  query: ReturnType<typeof selectTranslation>,
): Promise<Job | undefined> {
  const row = await dialect.lock(query).executeTakeFirst()
  return row && toJob(row, await tasksIn(tx, [row.id]))
}

/** Further columns that a verb writes to its task, which the state machine does not see. */
export type TaskData = Partial<Pick<TaskRow, 'checkpoint' | 'output'>>

/** A change of a job, and what it was before. */
export interface JobChange {
  before: Job
  change: Change
  /** By task. */
  data?: Record<string, TaskData>
}

/**
 * Writes a change with its history lines and its webhook message.
 * @returns whether an owner at its limit may go on, so that its tasks are due
 */
export async function saveChange(
  tx: Tx,
  parts: Pick<StoreParts, 'dialect' | 'ids'>,
  before: Job,
  change: Change,
  data?: Record<string, TaskData>,
): Promise<boolean> {
  return await saveChanges(tx, parts, [{ before, change, ...(data && { data }) }])
}

/**
 * Writes changes, in their order. A job may change several times.
 * @returns whether an owner at its limit may go on, so that its tasks are due
 */
export async function saveChanges(
  tx: Tx,
  { dialect, ids }: Pick<StoreParts, 'dialect' | 'ids'>,
  changes: JobChange[],
): Promise<boolean> {
  await dialect.writeRows(tx, {
    translations: mergeRows(
      changes.map(({ change: { job } }) => ({ id: job.id, ...translationChanges(job) })),
    ),
    tasks: mergeRows(changes.flatMap(changedTasks)),
    events: changes.flatMap(({ change: { job, events } }) =>
      events.map((event) => eventRow(job, event, ids())),
    ),
  })
  let freesOwner = false
  for (const { before, change } of changes) {
    await queueTasks(tx, dialect, change.job, new Set(tasksOf(before)))
    await enqueueMessage(tx, before, change, ids)
    const isMeasured = await countLength(tx, before, change.job)
    const isFree = isMeasured || hasStopped(before, change.job)
    if (isFree && (await unpark(tx, change.job.owner))) freesOwner = true
  }
  return freesOwner
}

function changedTasks({ before, change, data = {} }: JobChange) {
  const known = new Set(tasksOf(before))
  const changed = tasksOf(change.job).filter((task) => !known.has(task))
  return changed.map((task) => ({ id: task.id, ...taskChanges(task, change.job.source), ...data[task.id] }))
}

/**
 * The minutes of a source count once its length is known, whatever becomes of it. What turns out
 * later corrects them. Returns whether the length is new, so that the next source may start.
 */
async function countLength(tx: Tx, before: Job, job: Job): Promise<boolean> {
  const seconds = (job.source.durationSeconds ?? 0) - (before.source.durationSeconds ?? 0)
  if (seconds !== 0) await countSource(tx, job.owner, seconds, job.updatedAt)
  return seconds !== 0
}

/** Whether fewer tasks run than before. */
function hasStopped(before: Job, job: Job): boolean {
  const running = (one: Job) => tasksOf(one).filter(({ status }) => status === 'running').length
  return running(job) < running(before)
}

/** All waiting tasks of a change have the same owner and engine, so one queue entry is enough. */
async function queueTasks(tx: Tx, dialect: Dialect, job: Job, known: Set<JobTask>): Promise<void> {
  const instants = tasksOf(job).flatMap((task) => (known.has(task) ? [] : waitsFrom(task)))
  if (instants.length > 0) await enterQueue(tx, dialect, job, Math.round(Math.min(...instants)))
}

function waitsFrom({ status, dueAt }: JobTask): number[] {
  return status === 'pending' && dueAt !== undefined ? [dueAt] : []
}

/** Ends a damaged translation, so that no search for what is due finds it again. */
export async function endAndRepair(
  tx: Tx,
  parts: Pick<StoreParts, 'dialect' | 'ids' | 'clock' | 'steady'>,
  damaged: Job,
  damage: Damage,
): Promise<Change> {
  const now = notBefore({ wall: parts.clock(), steady: parts.steady() }, damaged.updatedAt)
  const { job, change } = endDamaged(damaged, damage, now)
  await saveChange(tx, parts, job, change)
  await repairRow(tx, damaged, damage)
  return change
}

/** Overwrites the damaged columns of a translation, after the change that ends it. */
export async function repairRow(tx: Tx, job: Job, damage: Damage): Promise<void> {
  await tx.updateTable('translations').set(repairedColumns(job, damage)).where('id', '=', job.id).execute()
}
