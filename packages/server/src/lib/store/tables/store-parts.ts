import type { Compilable, Kysely, QueryResult, SelectQueryBuilder, Transaction } from 'kysely'
import type { Lease } from '../claimed-task.ts'
import type { Gap, Now } from '../clock.ts'
import type { Change } from '../state/conclude.ts'
import type { Job, JobTask } from '../state/job.ts'
import type { ChangedRows } from './changed-rows.ts'
import type { EventRow, Schema, TaskRow, TranslationRow } from './schema.ts'

/** The parts of a store, for any database. */
export interface StoreParts {
  db: Kysely<Schema>
  dialect: Dialect
  transact: Transact
  insertNew: InsertNew
  heartbeat: Heartbeat
  changeLeased: ChangeLeased
  /** Epoch milliseconds, for instants that people read. */
  clock: () => number
  /** Milliseconds that never jump and never go back, for due times and leases. */
  steady: () => number
  /** The spans that the database has no record of. */
  gaps: readonly Gap[]
  /** Makes UUIDs that sort by time. */
  ids: () => string
  /** How long a loop may sleep for lack of events, in milliseconds. */
  idleMs: () => number
}

/** A transaction of a store. */
export type Tx = Transaction<Schema>

/**
 * Runs writes in a transaction and resolves when they are durable. The work may run again from the
 * start, so it must change nothing but the database. A write that may wait for others to join it
 * gives `withinMs`.
 */
export type Transact = <T>(work: Work<T>, withinMs?: number) => Promise<T>

export type Work<T> = (tx: Tx, last: Last) => Promise<T>

/**
 * Takes writes that the work does not wait for: they go in one flight with the commit. Their
 * answers come after it, so only the caller of `transact` may wait for them; none, when the
 * connection broke during the commit.
 */
export type Last = (writes: Compilable[]) => Promise<readonly QueryResult<unknown>[]>

/** The rows of a new translation. */
export interface NewRows {
  translation: TranslationRow
  tasks: TaskRow[]
  event: EventRow
  /** When its first task is due, on the steady clock. */
  dueAt: number
}

/**
 * Inserts a translation and puts its owner in the queue, all or nothing, and resolves when that is
 * durable. `key_taken`: its owner has used the idempotency key before.
 */
export type InsertNew = (rows: NewRows) => Promise<'inserted' | 'key_taken' | 'upload_removed'>

/** A sign of life of the worker that has a lease. */
export interface Beat {
  lease: Lease
  /** The new end of the lease, on the steady clock. */
  until: number
}

/** Prolongs a lease. Says whether the worker still has the task, and whether it was canceled. */
export type Heartbeat = (beat: Beat) => Promise<'ok' | 'canceled' | 'lost'>

/** A change that a worker asks for. It is made only while the worker's lease holds. */
export interface LeasedChange {
  lease: Lease
  transition: (job: Job, task: JobTask, now: Now) => Change
  /** Further columns of the task. */
  data?: Partial<Pick<TaskRow, 'checkpoint' | 'output'>> | undefined
}

/** Makes a change, and resolves when it is durable. Undefined: the lease was lost. */
export type ChangeLeased = (change: LeasedChange) => Promise<Change | undefined>

/** The differences between the databases. */
export interface Dialect {
  /**
   * The statements that write the rows of changes whose translations the transaction has locked.
   * None needs the answer of another. A row that they return names in `freed` an owner that was at
   * its limit.
   */
  writesOf(tx: Tx, rows: ChangedRows): Compilable[]
  /** Blocks other writers from the selected translations until the transaction ends. */
  lock<O>(query: TranslationQuery<O>): TranslationQuery<O>
  /** The same, but skips translations that another transaction has locked. */
  lockNext<T extends Claimable, O>(query: ClaimQuery<T, O>): ClaimQuery<T, O>
  /** Lets one transaction at a time do what has this name. */
  serialize(tx: Tx, name: string): Promise<void>
  /**
   * Lets the transaction take the selected owners out of their queues. Skips owners that another
   * transaction keeps or enters.
   */
  lockQueue<O>(query: QueueQuery<O>): QueueQuery<O>
  /**
   * Lets the transaction count turns of the selected owners, which others may keep in their queues.
   * Skips owners that another transaction enters: a claim waits for no queue, because the other may
   * wait for one of the claim's.
   */
  lockTurns<O>(query: QueueQuery<O>): QueueQuery<O>
  /** Lets one transaction at a time count the running tasks of the selected owners. */
  lockLimits<O>(query: LimitsQuery<O>): LimitsQuery<O>
}

type Claimable = 'tasks' | 'webhook_messages'
type TranslationQuery<O> = SelectQueryBuilder<Schema, 'translations', O>
type ClaimQuery<T extends Claimable, O> = SelectQueryBuilder<Schema, 'translations' | T, O>
type LimitsQuery<O> = SelectQueryBuilder<Schema, 'owner_limits', O>
type QueueQuery<O> = SelectQueryBuilder<Schema, 'queues', O>
