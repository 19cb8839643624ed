import type {
  Failure,
  SourceInfo,
  Stage,
  TargetStatus,
  TranslationEvent,
  TranslationFilter,
  TranslationStatus,
  Warning,
} from 'video-translation-client'
import type { Gap } from './clock.ts'
import type { Outbox, Receiver } from './outbox.ts'
import type { ProducedArtifact, ProgressUpdate, TaskResult } from '../engines/engine.ts'

/**
 * The truth about every translation. One row is the truth for a task; the verbs are the state machine. A verb of a
 * worker is conditional on the lease it was given, so a worker that lost it can change nothing.
 */
export interface Store {
  /**
   * Creates a translation with its tasks. With an idempotency key seen before: the same request gets the translation
   * made then, another request `'key_reused'`. An upload that was retired is `'upload_removed'`.
   */
  create(input: NewTranslation): Promise<Created | CreateRefusal>
  /**
   * What an idempotency key led to, without creating anything: a repeated request must be answered even where a new one
   * would be refused by now.
   */
  findByKey(owner: string, idempotency: Idempotency): Promise<TranslationRecord | 'key_reused' | undefined>
  get(id: string, owner?: string): Promise<TranslationRecord | undefined>
  /** Those that exist, in the order asked. */
  getMany(ids: string[], owner?: string): Promise<TranslationRecord[]>
  /** Only the versions of those that exist: a hundredth of the work, for who looks whether there is news. */
  versions(ids: string[]): Promise<Map<string, number>>
  list(query: ListQuery): Promise<{ items: TranslationRecord[]; nextCursor?: string }>
  events(id: string): Promise<TranslationEvent[]>
  /** Asks for an end: waiting tasks end at once, running ones when their worker notices. Idempotent. */
  cancel(id: string): Promise<TranslationRecord | undefined>
  /** Removes the rows; the caller removes the files. Running tasks lose their lease. */
  remove(id: string): Promise<boolean>
  /**
   * Claims an upload for its removal. True when no translation uses it: then none can be created from it any more, and
   * its file may go. Idempotent.
   */
  retireUpload(upload: string): Promise<boolean>
  /** What each task of a translation says of its files. Undefined where there is no such translation. */
  fileReferences(translationId: string): Promise<FileReferences[] | undefined>
  /** Every upload that is the source of a translation. */
  uploadsInUse(): Promise<Set<string>>
  /** Ids of ended translations past their retention, oldest first. */
  expired(now: number, limit: number): Promise<string[]>

  /** Takes the next task that is due, for `leaseMs`. Undefined when nothing is. */
  claim(worker: string, engines: string[], leaseMs: number): Promise<ClaimedTask | undefined>
  /**
   * The same for up to `limit` tasks; at most a few dozen are taken in one go. Owners take turns: whoever was not served
   * for longest comes next, with the oldest of its tasks. Tasks whose lease ran out had their turn and come first.
   */
  claimMany(worker: string, engines: string[], leaseMs: number, limit: number): Promise<ClaimedTask[]>
  /** Prolongs the lease. Tells whether the task is still the worker's and still wanted. */
  heartbeat(lease: Lease, leaseMs: number): Promise<'ok' | 'canceled' | 'lost'>
  advance(lease: Lease, update: ProgressUpdate): Promise<boolean>
  saveCheckpoint(lease: Lease, value: unknown): Promise<boolean>
  complete(lease: Lease, result: TaskResult): Promise<boolean>
  /** Ends the task as `error`, or, with `retryInMs`, puts it back to be claimed after so long. */
  fail(lease: Lease, failure: Failure, retryInMs?: number): Promise<boolean>
  /** Ends the task as `canceled`. */
  settleCanceled(lease: Lease): Promise<boolean>
  /** Puts the task back untouched (the worker is stopping); the attempt does not count. */
  release(lease: Lease): Promise<boolean>
  /**
   * Ends every lease at once, so that the tasks of a killed server go on without waiting for theirs. Only for who
   * knows that no worker is alive: a server that has just locked its data folder.
   * @returns how many there were
   */
  expireLeases(): Promise<number>
  /**
   * Writes into the history of what waits for other engines than these that it does: `waiting`, with the reason.
   * @returns how many translations wait for each of those engines
   */
  noteMissingEngines(engines: string[], stopping?: AbortSignal): Promise<Map<string, number>>
  /** How long until the next task becomes due for these engines; 0 when one is, undefined when none is waiting. */
  dueInMs(engines: string[]): Promise<number | undefined>
  /** Milliseconds that never jump and never go back, restarts included: what is due is due by this clock. */
  steady(): number
  /**
   * The store does not know what happened in this span. A translation from it that has no row may
   * never have been removed.
   */
  readonly gap: Gap

  /** What is to be told about translations. */
  readonly outbox: Outbox

  /** Calls back after each change with the id and its new version (undefined: removed). A hint; the row is the truth. */
  onChange(listener: (id: string, version: number | undefined) => void): () => void
  /** Calls back when a translation was asked to end, or was removed: its tasks are not wanted any more. A hint. */
  onUnwanted(listener: (id: string) => void): () => void
  /** Calls back, once for each, when a translation's rows were found damaged. */
  onDamage(listener: (id: string, cause: unknown) => void): () => void
  /** Calls back when a task may have become due. A hint. */
  onDue(listener: () => void): () => void
  /** Rejects when the store cannot answer; for readiness. */
  ping(): Promise<void>
  /** Counts for metrics. */
  counts(): Promise<{ translations: Partial<Record<TranslationStatus, number>>; tasksDue: number }>
  close(): Promise<void>
}

export interface NewTranslation {
  /** Whose it is: the name of the API key, or `''` without keys. */
  owner: string
  engine: string
  source: { url: string } | { upload: string; name: string; bytes: number }
  from?: string
  to: string[]
  options: Record<string, unknown>
  reference?: string
  /** Epoch milliseconds. Absent: kept for ever. */
  expiresAt?: number
  /** How often a task is tried in all. */
  maxAttempts: number
  /** Whom its changes are told to. */
  webhook?: Receiver
  idempotency?: Idempotency
}

export interface Idempotency {
  key: string
  /** The same for requests that ask the same. */
  requestHash: string
}

/** Why nothing was created. */
export type CreateRefusal = 'key_reused' | 'upload_removed'

export interface Created {
  translation: TranslationRecord
  /** False when an idempotency key led to one that existed. */
  isNew: boolean
}

export interface ListQuery extends TranslationFilter {
  owner?: string
  /** At most 100. */
  limit: number
  cursor?: string
}

/** A translation as stored. Instants are epoch milliseconds. */
export interface TranslationRecord {
  id: string
  owner: string
  version: number
  status: TranslationStatus
  engine: string
  source: SourceInfo
  from?: string
  options: Record<string, unknown>
  reference?: string
  cancelRequested: boolean
  sourceTask: TaskRecord
  /** One for each target, in the order asked. */
  targetTasks: TaskRecord[]
  /** From 0 to 1 over all tasks; derived from them, as are `stage` and `expectedSeconds`. */
  progress?: number
  stage?: Stage
  expectedSeconds?: number
  error?: Failure
  createdAt: number
  updatedAt: number
  startedAt?: number
  finishedAt?: number
  expiresAt?: number
}

/** A task as a reader sees it. */
export interface TaskRecord {
  id: string
  kind: 'source' | 'target'
  /** Of a target. */
  language?: string
  status: TargetStatus
  stage?: Stage
  progress?: number
  expectedSeconds?: number
  attempt: number
  artifacts: ProducedArtifact[]
  warnings: Warning[]
  error?: Failure
  startedAt?: number
  finishedAt?: number
}

/** What the row of a task says of its files. */
export interface FileReferences {
  taskId: string
  /** Whether the task has ended, so that nobody writes files for it, and its row is to be trusted. */
  isFinal: boolean
  /** Whether the row cannot be read, so that nobody knows which files it names. */
  isDamaged: boolean
  /** Whether its checkpoint, its output or its artifacts name the file. */
  names(key: string): boolean
}

/** The right to change a running task; worthless once it was claimed again. */
export interface Lease {
  taskId: string
  worker: string
  attempt: number
}

/** What a worker gets. */
export interface ClaimedTask {
  lease: Lease
  kind: 'source' | 'target'
  translationId: string
  owner: string
  engine: string
  source: { url: string } | { upload: string; name: string }
  sourceName?: string
  from?: string
  to: string[]
  /** Of a target. */
  language?: string
  options: Record<string, unknown>
  /** Output of the source task, for a target. */
  prepared?: unknown
  checkpoint?: unknown
  maxAttempts: number
  /**
   * How many claims count against `maxAttempts`, this one included. One that was released does not, nor one whose
   * worker was lost after a checkpoint: the task had come further.
   */
  tries: number
  /** Whether an earlier worker's lease ran out. */
  recovered: boolean
}
