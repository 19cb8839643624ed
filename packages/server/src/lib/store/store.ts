import type { Failure, ReviewStage, TranslationEvent, TranslationFilter } from 'video-translation-client'
import type { ProgressUpdate, TaskResult } from '../engines/engine.ts'
import type { AuditLog } from './audit-log.ts'
import type { ClaimedTask, Lease } from './claimed-task.ts'
import type { Gap } from './clock.ts'
import type { Counts } from './counts.ts'
import type { KeyStore } from './key-store.ts'
import type { OwnerStore } from './owner-store.ts'
import type { Outbox, Receiver } from './outbox.ts'
import type { CueStore } from './cue-store.ts'
import type { Idempotency } from './idempotency.ts'
import type { FileReferences, Review, TranslationRecord } from './records.ts'
import type { UploadStore } from './upload-store.ts'
import type { SideTaskStore } from './side-task-store.ts'
import type { NodeStore } from './node-store.ts'

/**
 * Holds every translation. One row is the truth for a task, and the verbs are the state machine.
 * Each verb of a worker checks the lease, so a worker that lost its lease can change nothing.
 */
export interface Store {
  /**
   * Creates a translation with its tasks. When the idempotency key is already known, the same
   * request gets the existing translation and a different request gets `'key_reused'`. A retired
   * upload gives `'upload_removed'`.
   */
  create(input: NewTranslation): Promise<Created | CreateRefusal>
  /**
   * Finds the translation of an idempotency key without creating anything. A repeated request must
   * get its first answer even if the same request would be refused now.
   */
  findByKey(owner: string, idempotency: Idempotency): Promise<TranslationRecord | 'key_reused' | undefined>
  get(id: string, owner?: string): Promise<TranslationRecord | undefined>
  /** Returns the translations that exist, in the order of `ids`. */
  getMany(ids: string[], owner?: string): Promise<TranslationRecord[]>
  /**
   * Returns only the versions. It costs a hundredth of `getMany`, so use it to check for changes.
   */
  versions(ids: string[]): Promise<Map<string, number>>
  list(query: ListQuery): Promise<{ items: TranslationRecord[]; nextCursor?: string }>
  events(id: string): Promise<TranslationEvent[]>
  /** Cancels waiting tasks at once, and running tasks when their worker notices. Idempotent. */
  cancel(id: string): Promise<TranslationRecord | undefined>
  /**
   * Lets a translation that has ended go on: its next revision does these targets again, or in
   * addition. `not_final`: it has not ended. Undefined: it is gone, or past its retention.
   */
  revise(id: string, request: ReviseRequest): Promise<TranslationRecord | 'not_final' | undefined>
  /**
   * Ends a stop for a person. Approving a stage again changes nothing. `outdated`: the cues have
   * another revision.
   */
  approve(id: string, request: ApproveRequest): Promise<TranslationRecord | ApproveRefusal | undefined>
  /**
   * Ids of translations whose stop is to end by itself by now, the longest due first, without the
   * first `skip`.
   */
  dueReviews(now: number, limit: number, skip?: number): Promise<string[]>
  /**
   * Ends a stop whose time is over by `now`, as its timeout says. Else it changes nothing. A
   * damaged translation ends.
   */
  endReview(id: string, now: number): Promise<TranslationRecord | undefined>
  /** Removes the rows; the caller removes the files. Running tasks lose their lease. */
  remove(id: string): Promise<boolean>
  /**
   * Retires an upload, so that no translation can be created from it any more. Idempotent.
   * @returns whether no translation uses the upload, so that its file may be deleted
   */
  retireUpload(upload: string): Promise<boolean>
  /**
   * The file references of each task of a translation. Undefined when the translation does not
   * exist.
   */
  fileReferences(translationId: string): Promise<FileReferences[] | undefined>
  /** Every upload that is the source of a translation. */
  uploadsInUse(): Promise<Set<string>>
  /** Ids of ended translations past their retention, oldest first, without the first `skip`. */
  expired(now: number, limit: number, skip?: number): Promise<string[]>

  /** Claims the next task that is due, for `leaseMs`. Undefined when no task is due. */
  claim(worker: string, engines: string[], leaseMs: number): Promise<ClaimedTask | undefined>
  /**
   * Claims up to `limit` tasks, at most a few dozen at once. Owners take turns: the owner that has
   * waited longest comes next, with as many tasks as its share. Its tasks with the highest priority
   * come first, the oldest of them before the others. An owner at a limit is left out. Tasks with
   * an expired lease have had their turn, so they come first.
   * @param which only some of the tasks. Default: all.
   */
  claimMany(
    worker: string,
    engines: string[],
    leaseMs: number,
    limit: number,
    which?: ClaimFilter,
  ): Promise<ClaimedTask[]>
  /**
   * Prolongs the lease. Says whether the worker still has the task, and whether it was canceled.
   */
  heartbeat(lease: Lease, leaseMs: number): Promise<'ok' | 'canceled' | 'lost'>
  advance(lease: Lease, update: ProgressUpdate): Promise<boolean>
  saveCheckpoint(lease: Lease, value: unknown): Promise<boolean>
  complete(lease: Lease, result: TaskResult): Promise<boolean>
  /**
   * Ends the task as `error`. With `retryInMs`, the task becomes due again after that time instead.
   * @param needs what it needs then; default: the same as before
   */
  fail(lease: Lease, failure: Failure, retryInMs?: number, needs?: string): Promise<boolean>
  /** Ends the task as `canceled`. */
  settleCanceled(lease: Lease): Promise<boolean>
  /** Returns the task to the queue because the worker is stopping. The attempt does not count. */
  release(lease: Lease): Promise<boolean>
  /**
   * Returns the task to the queue for a worker that can do its next step. The attempt does not
   * count.
   */
  handOn(lease: Lease, needs: string): Promise<boolean>
  /**
   * Ends every lease at once, so that the tasks of a killed server go on without waiting. Call it
   * only when no worker can be alive: in a server that has just locked its data folder.
   * @returns the number of leases
   */
  expireLeases(): Promise<number>
  /**
   * Adds a `waiting` event, with the reason, to each translation whose engine is not in `engines`.
   * @returns the number of waiting translations for each missing engine
   */
  noteMissingEngines(engines: string[], stopping?: AbortSignal): Promise<Map<string, number>>
  /**
   * Milliseconds until a task is due for these engines; 0 when one is, undefined when none waits.
   */
  dueInMs(engines: string[]): Promise<number | undefined>
  /** What the tasks of these engines need, and when the first of each kind is due. */
  needsInLine(engines: string[]): Promise<NeedInLine[]>
  /** The steady clock in milliseconds: it never jumps or goes back, even across restarts. */
  steady(): number
  /** The clock of the instants that people read, in epoch milliseconds. All nodes share it. */
  wall(): number
  /** How long a loop may sleep when no event arrives, in milliseconds. */
  idleMs(): number
  /** The secret of all nodes of this database. Becomes `proposal` when there is none yet. */
  sharedSecret(proposal: string): Promise<string>
  /**
   * The store does not know what happened in these spans. A translation created in one that has no
   * row may still exist in the files without ever having been removed.
   */
  readonly gaps: readonly Gap[]
  /**
   * Call it when the files were swept to the end. A long gap counts for other nodes and after a
   * restart until it is a day old, since a storage may list a file late.
   */
  forgetGaps(): Promise<void>

  /** The uploads whose bytes are in a bucket. */
  readonly uploads: UploadStore
  /** The processes that share the database. */
  readonly nodes: NodeStore
  /** The limits of owners, and what they have used. */
  readonly owners: OwnerStore
  /** The API keys. */
  readonly keys: KeyStore
  /** What the keys have done. */
  readonly audit: AuditLog
  readonly cues: CueStore
  /** The webhook messages that have to be delivered. */
  readonly outbox: Outbox
  /** The work beside translations, for those who wait for it. */
  readonly sideTasks: SideTaskStore

  /**
   * Calls back after each change with the id and its new version (undefined: removed). Only a hint.
   */
  onChange(listener: (id: string, version: number | undefined) => void): () => void
  /**
   * Calls back when a translation was canceled or removed, so its tasks should stop. Only a hint.
   */
  onUnwanted(listener: (id: string) => void): () => void
  /** Calls back once for each translation with damaged rows. */
  onDamage(listener: (id: string, cause: unknown) => void): () => void
  /** Calls back when a task may have become due. Only a hint. */
  onDue(listener: () => void): () => void
  /** Rejects when the store cannot answer; for readiness checks. */
  ping(): Promise<void>
  /** Counts for metrics. Each call counts the rows. */
  counts(): Promise<Counts>
  /** The targets of an owner that ended since an instant, the newest first. */
  finishedTargets(query: FinishedQuery): Promise<FinishedTarget[]>
  /** The hosts that did not take the webhook messages of an owner, made since an instant. */
  failingReceivers(owner: string, since: number): Promise<FailingReceiver[]>
  /** How many translations match, by status. */
  countByStatus(query: CountQuery): Promise<Counts['translations']>
  close(): Promise<void>
}

export interface NewTranslation {
  /** The name of the API key that creates the translation; `''` when the server has no keys. */
  owner: string
  engine: string
  source: { url: string } | { upload: string; name: string; bytes: number }
  from?: string
  to: string[]
  options: Record<string, unknown>
  reference?: string
  /** From 0 to 9. Default: 0. */
  priority?: number
  /** Epoch milliseconds. Absent: kept forever. */
  expiresAt?: number
  /** How many times each task is tried in total. */
  maxAttempts: number
  /** What the first steps of its tasks need of a worker. Default: no more than the engine. */
  needs?: TaskNeeds
  /** The receiver of its webhooks. */
  webhook?: Receiver
  /** The span that creates it, in the format of W3C, so that its work joins that trace. */
  traceparent?: string
  /** The stops that the caller asked for. */
  review?: Review
  idempotency?: Idempotency
}

/** What tasks need of a worker. Empty: no more than the engine. */
export interface TaskNeeds {
  source: string
  /** For each target, in the order of `to`. */
  targets: string[]
}

/** The tasks that a worker may claim. */
export interface ClaimFilter {
  /** Only tasks whose next step needs one of these. Default: all. */
  needs?: string[] | undefined
  /** Ids of waiting tasks that it leaves alone, a few dozen at most. Default: none. */
  except?: string[]
}

/** Tasks of an engine whose next step needs the same of a worker. */
export interface NeedInLine {
  engine: string
  /** Empty: no more than the engine. */
  needs: string
  /**
   * Until the first of them is due, below 0 when one was before. For a running task, until the end
   * of its lease.
   */
  dueInMs: number
}

export interface ReviseRequest {
  /** Languages of targets to do again. */
  again: readonly string[]
  /** Languages of new targets. */
  add?: readonly string[]
  /** Options of these targets, beside those of the translation. */
  options?: Record<string, unknown>
  /** The translation is kept at least until then, in epoch milliseconds. */
  expiresAt?: number
}

export interface ApproveRequest {
  stage: ReviewStage
  /** The revision of the cues that was looked at. Absent: whatever it is. */
  revision?: number
}

/** `not_waiting`: the translation does not wait at this stage. */
export type ApproveRefusal = 'not_waiting' | 'outdated'

/** Why no translation was created. */
export type CreateRefusal = 'key_reused' | 'upload_removed'

export interface Created {
  translation: TranslationRecord
  /** False when the idempotency key belongs to an existing translation. */
  isNew: boolean
}

/** Selects targets that have ended. Instants are epoch milliseconds. */
export interface FinishedQuery {
  owner: string
  since: number
  engine?: string
  /** Language of the target. */
  to?: string
  limit: number
}

/** A target that has ended. */
export interface FinishedTarget {
  engine: string
  language: string
  status: 'completed' | 'error' | 'canceled'
  /** Epoch milliseconds. */
  finishedAt: number
  /** Seconds since its work began. Undefined: it never did. */
  workSeconds: number | undefined
  /** The length of the source, if it is known. */
  sourceSeconds: number | undefined
  /** The revision of the translation that it ended for. */
  revision: number
  /** Whether the translation stopped for a person. */
  hasReview: boolean
}

/** A host with messages that failed, or wait for another try. */
export interface FailingReceiver {
  /** Empty: the server's own receiver. */
  host: string
  failed: number
  waiting: number
}

/** Selects translations to count. */
export type CountQuery = Omit<ListQuery, 'limit' | 'cursor' | 'after' | 'status'>

export interface ListQuery extends TranslationFilter {
  owner?: string
  /** At most 100. */
  limit: number
  cursor?: string
}
