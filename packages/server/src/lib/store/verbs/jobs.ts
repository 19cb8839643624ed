import type { Expression, Kysely } from 'kysely'
import { notBefore } from '../clock.ts'
import type { Damage, Job } from '../state/job.ts'
import type { Change } from '../state/conclude.ts'
import { endDamaged } from '../state/damage.ts'
import { type LeanTaskRow, repairedColumns, TASK_COLUMNS, toJob } from '../tables/rows.ts'
import type { Schema, TranslationRow } from '../tables/schema.ts'
import type { Dialect, StoreParts, Tx } from '../tables/store-parts.ts'
import { together } from '../tables/together.ts'
import { saveChange } from './save-changes.ts'

/**
 * Reads translations with their tasks, in the order of the ids, without those that do not exist.
 * Outside of a transaction the tasks are read last, so they may be newer than the version but never
 * older. The newer change is announced by itself.
 */
export async function loadJobs(db: Kysely<Schema>, ids: string[]): Promise<Job[]> {
  if (ids.length === 0) return []
  const rows = await db.selectFrom('translations').selectAll().where('id', 'in', ids).execute()
  return jobsOf(ids, rows, await tasksOfThese(db, ids).execute())
}

/**
 * The same in a transaction that has locked them, so nothing changes between the two statements.
 */
export async function loadLockedJobs(tx: Tx, ids: string[]): Promise<Job[]> {
  if (ids.length === 0) return []
  const reads = [translationsOf(tx, ids).execute(), tasksOfThese(tx, ids).execute()] as const
  return jobsOf(ids, ...(await together(reads)))
}

/** Reads one translation and blocks other writers until the transaction ends. */
export async function lockJob(tx: Tx, dialect: Dialect, id: string): Promise<Job | undefined> {
  return (await lockJobs(tx, dialect, [id]))[0]
}

/** The same for the translations of tasks. */
export async function lockJobsOfTasks(tx: Tx, dialect: Dialect, taskIds: string[]): Promise<Job[]> {
  return await lockJobs(
    tx,
    dialect,
    tx.selectFrom('tasks').select('translation_id').where('id', 'in', taskIds),
  )
}

/** In the order of their ids, so that two transactions do not wait for each other. */
async function lockJobs(tx: Tx, dialect: Dialect, which: Which): Promise<Job[]> {
  // The tasks are read in the same flight, but after the lock, so they are as new as the rows.
  const [rows, tasks] = await together([
    dialect.lock(translationsOf(tx, which).orderBy('id')).execute(),
    tasksOfThese(tx, which).execute(),
  ])
  const ids = rows.map(({ id }) => id)
  return jobsOf(ids, rows, tasks)
}

/** Ids of translations, or a query for them. */
type Which = string[] | Expression<{ translation_id: string }>

function translationsOf(db: Kysely<Schema>, which: Which) {
  return db
    .selectFrom('translations')
    .selectAll()
    .where('id', 'in', which as string[])
}

function tasksOfThese(db: Kysely<Schema>, which: Which) {
  return db
    .selectFrom('tasks')
    .select(TASK_COLUMNS)
    .where('translation_id', 'in', which as string[])
    .orderBy('position')
}

function jobsOf(ids: string[], rows: TranslationRow[], tasks: LeanTaskRow[]): Job[] {
  const rowById = new Map(rows.map((row) => [row.id, row]))
  const tasksById = Map.groupBy(tasks, (task) => task.translation_id)
  return ids.flatMap((id) => {
    const row = rowById.get(id)
    // Without tasks, it was removed between the two reads.
    const own = tasksById.get(id)
    return row && own ? [toJob(row, own)] : []
  })
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
