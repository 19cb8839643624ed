import type { Kysely, Transaction } from 'kysely'
import type { Dialect } from '../tables/dialect.ts'
import { enqueueMessage } from '../outbox/enqueue.ts'
import { type Happening, type Job, type JobTask, tasksOf } from '../state/job.ts'
import { enterQueue } from '../queues/queues.ts'
import { type LeanTaskRow, TASK_COLUMNS, taskChanges, toJob, translationChanges } from '../tables/rows.ts'
import type { Schema, TaskRow } from '../tables/schema.ts'
import type { Change } from '../state/transitions.ts'

/** A transaction of a store. */
export type Tx = Transaction<Schema>

/**
 * Runs writes in a transaction and resolves when they are durable. The work may run again from its beginning, so it
 * must change nothing but the database. What nobody waits for says `withinMs`: until then it may wait for company.
 */
export type Transact = <T>(work: (tx: Tx) => Promise<T>, withinMs?: number) => Promise<T>

/**
 * Reads translations with their tasks, in the order of the ids. Those that do not exist are left out. Outside of a
 * transaction the tasks, read last, may be newer than the version says, and never older: what follows is told again.
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

/** Reads one translation and keeps other writers from it until the transaction ends. */
export async function lockJob(tx: Tx, dialect: Dialect, id: string): Promise<Job | undefined> {
  return await readLocked(tx, dialect, selectTranslation(tx).where('id', '=', id))
}

/** The same with the translation of a task. */
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

/** What a verb writes to its task besides the change, for what the state machine does not look at. */
export type TaskData = Partial<Pick<TaskRow, 'checkpoint' | 'output'>>

/** Writes what a change altered, its lines of history, and what is to be told of it. */
export async function saveChange(
  tx: Tx,
  before: Job,
  change: Change,
  ids: () => string,
  data: Record<string, TaskData> = {},
): Promise<void> {
  const { job, events } = change
  await tx.updateTable('translations').set(translationChanges(job)).where('id', '=', job.id).execute()
  const known = new Set(tasksOf(before))
  for (const task of tasksOf(job)) {
    if (known.has(task)) continue
    const changes = { ...taskChanges(task), ...data[task.id] }
    await tx.updateTable('tasks').set(changes).where('id', '=', task.id).execute()
  }
  await queueTasks(tx, job, known)
  await appendEvents(tx, job, events, ids)
  await enqueueMessage(tx, before, change, ids)
}

/** Of the tasks of a change, all that wait have the same owner and the same engine. */
async function queueTasks(tx: Tx, job: Job, known: Set<JobTask>): Promise<void> {
  const instants = tasksOf(job).flatMap((task) => (known.has(task) ? [] : waitsFrom(task)))
  if (instants.length > 0) await enterQueue(tx, job, Math.min(...instants))
}

function waitsFrom({ status, dueAt }: JobTask): number[] {
  return status === 'pending' && dueAt !== undefined ? [dueAt] : []
}

export async function appendEvents(
  tx: Tx,
  job: Pick<Job, 'id' | 'version' | 'updatedAt'>,
  events: Happening[],
  ids: () => string,
): Promise<void> {
  if (events.length === 0) return
  const rows = events.map((event) => ({
    id: ids(),
    translation_id: job.id,
    version: job.version,
    at: job.updatedAt,
    type: event.type,
    language: event.language ?? null,
    stage: event.stage ?? null,
    message: event.message ?? null,
  }))
  await tx.insertInto('events').values(rows).execute()
}
