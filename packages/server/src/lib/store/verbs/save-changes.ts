import type { Compilable, QueryResult } from 'kysely'
import { dayOf } from '../owner-store.ts'
import { messageOf } from '../outbox/enqueue.ts'
import type { Change } from '../state/conclude.ts'
import { type Job, type JobTask, tasksOf } from '../state/job.ts'
import {
  type ChangedRows,
  mergeQueued,
  mergeRows,
  mergeUsage,
  type QueuedOwner,
} from '../tables/changed-rows.ts'
import { eventRow, taskChanges, translationChanges } from '../tables/rows.ts'
import type { OwnerUsageRow, TaskRow } from '../tables/schema.ts'
import type { StoreParts, Tx } from '../tables/store-parts.ts'
import { together } from '../tables/together.ts'

/** Further columns that a verb writes to its task, which the state machine does not see. */
export type TaskData = Partial<Pick<TaskRow, 'checkpoint' | 'output'>>

/** A change of a job, and what it was before. */
export interface JobChange {
  before: Job
  change: Change
  /** By task. */
  data?: Record<string, TaskData>
}

type Parts = Pick<StoreParts, 'dialect' | 'ids'>

/**
 * Writes a change with its history lines and its webhook message.
 * @returns whether an owner at its limit may go on, so that its tasks are due
 */
export async function saveChange(
  tx: Tx,
  parts: Parts,
  before: Job,
  change: Change,
  data?: Record<string, TaskData>,
): Promise<boolean> {
  return await saveChanges(tx, parts, [{ before, change, ...(data && { data }) }])
}

/** Writes changes, in their order. A job may change several times. */
export async function saveChanges(tx: Tx, parts: Parts, changes: JobChange[]): Promise<boolean> {
  const writes = writesFor(tx, parts, changes)
  return freesOwner(await together(writes.map((write) => tx.executeQuery(write))))
}

/** The statements that write changes. None needs the answer of another. */
export function writesFor(tx: Tx, { dialect, ids }: Parts, changes: JobChange[]): Compilable[] {
  return changes.length === 0 ? [] : dialect.writesOf(tx, rowsOf(changes, ids))
}

/** Reads from the answers to these statements whether an owner at its limit may go on. */
export function freesOwner(answers: readonly QueryResult<unknown>[]): boolean {
  return answers.some(({ rows }) => rows.some((row) => (row as { freed?: string }).freed !== undefined))
}

function rowsOf(changes: JobChange[], ids: () => string): ChangedRows {
  return {
    translations: mergeRows(
      changes.map(({ change: { job } }) => ({ id: job.id, ...translationChanges(job) })),
    ),
    tasks: mergeRows(changes.flatMap(changedTasks)),
    events: changes.flatMap(({ change: { job, events } }) =>
      events.map((event) => eventRow(job, event, ids())),
    ),
    queued: mergeQueued(changes.flatMap(queuedBy)),
    usage: mergeUsage(changes.flatMap(usageOf)),
    messages: changes.flatMap(({ before, change }) => messageOf(before, change, ids) ?? []),
    freed: [...new Set(changes.filter(mayFree).map(({ change }) => change.job.owner))],
  }
}

function changedTasks({ before, change, data = {} }: JobChange) {
  const changed = newTasks(before, change.job)
  return changed.map((task) => ({ id: task.id, ...taskChanges(task, change.job.source), ...data[task.id] }))
}

/** The tasks that are not as they were. */
function newTasks(before: Job, job: Job): JobTask[] {
  const known = new Set(tasksOf(before))
  return tasksOf(job).filter((task) => !known.has(task))
}

/** All waiting tasks of a change have the same owner and engine, so one queue entry is enough. */
function queuedBy({ before, change: { job } }: JobChange): QueuedOwner[] {
  const instants = newTasks(before, job).flatMap(waitsFrom)
  if (instants.length === 0) return []
  return [{ engine: job.engine, owner: job.owner, next_due_at: Math.round(Math.min(...instants)) }]
}

function waitsFrom({ status, dueAt }: JobTask): number[] {
  return status === 'pending' && dueAt !== undefined ? [dueAt] : []
}

/**
 * The minutes of a source count once its length is known, whatever becomes of it. What turns out
 * later corrects them.
 */
function usageOf({ before, change: { job } }: JobChange): OwnerUsageRow[] {
  const seconds = newSeconds(before, job)
  return seconds === 0 ? [] : [{ owner: job.owner, day: dayOf(job.updatedAt), seconds }]
}

function newSeconds(before: Job, job: Job): number {
  return (job.source.durationSeconds ?? 0) - (before.source.durationSeconds ?? 0)
}

/**
 * Whether an owner at its limit may go on: fewer tasks run, the length of its source is known now,
 * or it has a target, which needs no minutes.
 */
function mayFree({ before, change: { job } }: JobChange): boolean {
  const running = (one: Job) => tasksOf(one).filter(({ status }) => status === 'running').length
  if (newSeconds(before, job) !== 0 || running(job) < running(before)) return true
  return newTasks(before, job).some((task) => task.kind === 'target' && waitsFrom(task).length > 0)
}
