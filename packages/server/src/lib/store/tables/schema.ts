import type { Stage, TargetStatus, TranslationStatus, WebhookEventType } from 'video-translation-client'
import type { MessageState } from '../outbox.ts'

/** The tables, with types that SQLite and PostgreSQL share: JSON is text, instants are epoch milliseconds. */
export interface Schema {
  translations: TranslationRow
  tasks: TaskRow
  events: EventRow
  upload_claims: UploadClaimRow
  queues: QueueRow
  steady_clock: SteadyClockRow
  webhook_messages: WebhookMessageRow
  webhook_attempts: WebhookAttemptRow
}

export interface TranslationRow {
  id: string
  owner: string
  version: number
  status: TranslationStatus
  engine: string
  source_url: string | null
  source_upload: string | null
  source_name: string | null
  source_bytes: number | null
  source_duration_seconds: number | null
  from_language: string | null
  options: string
  reference: string | null
  /** 0 or 1. */
  cancel_requested: number
  max_attempts: number
  error: string | null
  idempotency_key: string | null
  request_hash: string | null
  /** Whom its changes are told to, with the secret. */
  webhook: string | null
  created_at: number
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
  /** The translation's: claims alternate between owners. */
  owner: string
  status: TargetStatus
  stage: Stage | null
  progress: number | null
  expected_seconds: number | null
  /** How often it was claimed; never goes down, so it tells an old lease from the current one. */
  attempt: number
  /** How many of these claims count against `max_attempts`. */
  tries: number
  worker: string | null
  /** On the steady clock, from when a worker may claim it: a running one's end of lease. Null: nobody may. */
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
  at: number
  type: string
  language: string | null
  stage: Stage | null
  message: string | null
}

/** The place of an owner in the line for an engine. */
export interface QueueRow {
  engine: string
  owner: string
  /** Grows along the line; the lowest number comes next. */
  turn: number
  /** On the steady clock, from when the owner may have a task to claim. Null: it stands in no line. */
  next_due_at: number | null
}

/** One row: how far the steady clock had come, so that it never goes back. */
export interface SteadyClockRow {
  id: 1
  at: number
}

/** Decides between a translation that is created from an upload and the removal of that upload. */
export interface UploadClaimRow {
  upload: string
  /** When its removal was decided. Null: it may be used. */
  retired_at: number | null
}

/** What a receiver is to be told, or was. */
export interface WebhookMessageRow {
  /** `msg_` and a UUIDv7; the `webhook-id` of each attempt. */
  id: string
  translation_id: string
  /** Of the translation: deliveries are shared fairly between owners. */
  owner: string
  /** Of the receiver; empty for the server's own. */
  host: string
  version: number
  type: WebhookEventType
  state: MessageState
  /** The translation as it was at this version. */
  snapshot: string
  /** How often it was claimed; never goes down, so it tells an old lease from the current one. */
  attempt: number
  /** How many of these count against the retries; begins anew when it is to be sent again. */
  tries: number
  /** Whose it is while it is on its way. */
  worker: string | null
  /** When it is to be sent; on its way, the end of its lease. Null: never. */
  due_at: number | null
  created_at: number
  /** From when its retries count. */
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
