import type {
  KeyScope,
  Stage,
  TargetStatus,
  TranslationStatus,
  WebhookEventType,
} from 'video-translation-client'
import type { CueAnswerRow, CueChangeRow, CueHistoryRow, CueResultRow, CueRevisionRow } from './cue-schema.ts'
import type { MessageState } from '../outbox.ts'
import type { SideTaskRow } from './side-task-row.ts'

/**
 * The tables, with types that SQLite and PostgreSQL share. JSON is text; instants are epoch
 * milliseconds.
 */
export interface Schema {
  translations: TranslationRow
  tasks: TaskRow
  events: EventRow
  cue_revisions: CueRevisionRow
  cue_changes: CueChangeRow
  cue_results: CueResultRow
  cue_snapshots: CueChangeRow
  cue_histories: CueHistoryRow
  cue_answers: CueAnswerRow
  upload_claims: UploadClaimRow
  uploads: StoredUploadRow
  upload_segments: UploadSegmentRow
  queues: QueueRow
  steady_clock: SteadyClockRow
  secrets: SecretRow
  compatibility: CompatibilityRow
  nodes: NodeRow
  webhook_messages: WebhookMessageRow
  webhook_attempts: WebhookAttemptRow
  owner_limits: OwnerLimitsRow
  owner_usage: OwnerUsageRow
  api_keys: ApiKeyRow
  key_changes: KeyChangesRow
  audit: AuditRow
  side_tasks: SideTaskRow
}

export interface TranslationRow {
  id: string
  owner: string
  version: number
  /** Grows when a translation that has ended goes on. */
  revision: number
  /** The newest revision of its cues. Null: it has none. */
  cue_revision: number | null
  /** The stops that the caller asked for. */
  review: string | null
  /** When the current stop ends by itself. */
  review_due_at: number | null
  status: TranslationStatus
  engine: string
  source_url: string | null
  source_upload: string | null
  source_name: string | null
  source_bytes: number | null
  source_duration_seconds: number | null
  detected_language: string | null
  /** From 0 to 1. */
  detected_confidence: number | null
  from_language: string | null
  options: string
  reference: string | null
  /** From 0 to 9; tasks of an owner with a higher one are claimed first. */
  priority: number
  /** 0 or 1. */
  cancel_requested: number
  max_attempts: number
  error: string | null
  idempotency_key: string | null
  request_hash: string | null
  /** The receiver of its webhooks, with the secret. */
  webhook: string | null
  /** The span that created it. */
  traceparent: string | null
  created_at: number
  /** When it last went on after an end or a review. Null: it never stopped, or before 029. */
  continued_at: number | null
  updated_at: number
  started_at: number | null
  finished_at: number | null
  expires_at: number | null
}

export interface TaskRow {
  id: string
  translation_id: string
  /** 0 is the source's preparation, then each target in the order asked. */
  position: number
  kind: 'source' | 'target'
  language: string | null
  engine: string
  /** The owner of the translation. Claims alternate between owners. */
  owner: string
  /** That of the translation. */
  priority: number
  /** The size of its artifacts. */
  bytes: number
  /** What its next step needs of a worker. Empty: any worker with the engine can do it. */
  needs: string
  status: TargetStatus
  stage: Stage | null
  progress: number | null
  expected_seconds: number | null
  /** The revision of the translation that it was last scheduled for. */
  revision: number
  /** The revision of the cues that it works on. Null: it was scheduled before there were any. */
  cue_revision: number | null
  /** 0 or 1: whether its artifacts lack something that the cues have. */
  is_stale: number
  /** Options of this target alone. */
  options: string | null
  /**
   * Counts the claims. It never goes down, so it distinguishes an old lease from the current one.
   */
  attempt: number
  /** How many of these claims count against `max_attempts`. */
  tries: number
  worker: string | null
  /**
   * When a worker may claim it, on the steady clock; while it runs, the end of its lease. Null:
   * never.
   */
  due_at: number | null
  checkpoint: string | null
  /** The attempt that saved the checkpoint. */
  checkpoint_attempt: number | null
  output: string | null
  artifacts: string
  warnings: string
  error: string | null
  started_at: number | null
  finished_at: number | null
}

export interface EventRow {
  /** UUIDv7: the order in which they happened. */
  id: string
  translation_id: string
  version: number
  revision: number
  at: number
  type: string
  language: string | null
  stage: Stage | null
  message: string | null
}

/** The place of an owner in the queue for an engine. */
export interface QueueRow {
  engine: string
  owner: string
  /** Grows along the queue; the lowest number comes next. */
  turn: number
  /** Tasks claimed since its turn began. The turn ends with as many as its share. */
  taken: number
  /** When the owner may have a task to claim, on the steady clock. Null: it is not in the queue. */
  next_due_at: number | null
  /** 1 while the owner is at a limit: its tasks wait, and more of them change nothing. */
  parked: number
  /** When a task was last claimed, if more of them waited; on the steady clock. */
  claimed_at: number | null
  /** The mean time between two claims while tasks waited, in milliseconds. */
  gap_ms: number | null
}

/** One row: the last reading of the steady clock, so that it never goes back. */
export interface SteadyClockRow {
  id: number
  at: number
}

/** A secret that all nodes of the database share. */
export interface SecretRow {
  name: string
  value: string
}

/** One row: which older versions may use the database. */
export interface CompatibilityRow {
  id: 'database'
  /** The oldest migration that a version has to know. */
  oldest_migration: string
}

/** A process that shares the database, and what it can do. */
export interface NodeRow {
  /** Also the name of its worker in leases. */
  id: string
  role: string
  started_at: number
  /** Its last sign of life, on the steady clock. */
  seen_at: number
  /** 0 or 1. */
  has_stopped: number
  description: string
}

/** Decides between creating a translation from an upload and removing that upload. */
export interface UploadClaimRow {
  upload: string
  /** When its removal was decided. Null: it may be used. */
  retired_at: number | null
}

/** An upload whose bytes are in a bucket. */
export interface StoredUploadRow {
  id: string
  owner: string
  size: number | null
  /** Bytes that have arrived. */
  arrived: number
  metadata: string
  /** On the steady clock. */
  touched_at: number
}

/** Some bytes of an upload, in an object of the bucket. */
export interface UploadSegmentRow {
  upload_id: string
  /** Offset of its first byte. */
  begins_at: number
  bytes: number
  key: string
}

/** A webhook message, to be sent or already sent. */
export interface WebhookMessageRow {
  /** `msg_` and a UUIDv7; the `webhook-id` of each attempt. */
  id: string
  translation_id: string
  /** The owner of the translation. Deliveries are shared fairly between owners. */
  owner: string
  /** The host of the receiver; empty for the server's own. */
  host: string
  version: number
  type: WebhookEventType
  state: MessageState
  /** The translation as it was at this version. */
  snapshot: string
  /**
   * Counts the claims. It never goes down, so it distinguishes an old lease from the current one.
   */
  attempt: number
  /** How many of these claims count against the retries. A redelivery starts at 0 again. */
  tries: number
  /** The deliverer that is sending it. */
  worker: string | null
  /** When to send it; while it is being sent, the end of its lease. Null: never. */
  due_at: number | null
  created_at: number
  /** When its retries began. */
  since: number
}

export interface WebhookAttemptRow {
  /** UUIDv7: the order in which they ended. */
  id: string
  message_id: string
  at: number
  duration_ms: number
  status: number | null
  error: string | null
}

export interface ApiKeyRow {
  /** `key_` and a UUIDv7. */
  id: string
  name: string
  owner: string
  scope: KeyScope
  max_priority: number
  /** The SHA-256 of the secret, in hex. */
  digest: string
  hint: string
  created_at: number
  expires_at: number | null
  last_used_at: number | null
  revoked_at: number | null
}

/** One row: counts the changes of keys, so that each server knows when to read them again. */
export interface KeyChangesRow {
  id: 1
  count: number
}

export interface AuditRow {
  /** UUIDv7: the order in which they happened. */
  id: string
  at: number
  key_id: string
  key_name: string
  owner: string
  action: string
  subject: string | null
  request_id: string
}

/** Null: the default, which is a share of 1 and no limit. */
export interface OwnerLimitsRow {
  owner: string
  share: number | null
  max_running: number | null
  minutes_per_day: number | null
  max_bytes: number | null
  retention_ms: number | null
}

export interface OwnerUsageRow {
  owner: string
  /** Days since 1970, in UTC. */
  day: number
  /** The length of the sources that were prepared on that day. */
  seconds: number
}
