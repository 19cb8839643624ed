import type { TranslationEvent, TranslationStatus, WebhookEventType } from 'video-translation-client'
import type { TaskRecord, TranslationRecord } from '../records.ts'

/**
 * A translation as the state machine sees it: a record plus what only workers and the store need.
 */
export interface Job extends TranslationRecord {
  /** How many times each task is tried in total. */
  maxAttempts: number
  /** The events that its receiver gets. Absent: it has no receiver, or a disabled one. */
  webhookEvents?: WebhookEventType[]
  /** The host of its receiver; empty for the server's own. */
  webhookHost?: string
  /** Present when the rows cannot be read: then the job says that it failed. */
  damage?: Damage
  sourceTask: JobTask
  targetTasks: JobTask[]
}

/** Rows that cannot be read. */
export interface Damage {
  cause: unknown
  /** The status in the row. */
  status: TranslationStatus
  isReceiverUnreadable: boolean
}

export interface JobTask extends TaskRecord {
  worker?: string
  /** What its next step needs of a worker. Empty: no more than the engine. */
  needs: string
  /** How many of its claims count against `maxAttempts`. */
  tries: number
  /** The attempt that saved the checkpoint. */
  checkpointAttempt?: number
  /**
   * When a worker may claim it, on the steady clock; while it runs, the end of its lease. Absent:
   * never.
   */
  dueAt?: number
}

/** A line of the history; the store adds the version and the time. */
export type HistoryEvent = Pick<TranslationEvent, 'type' | 'language' | 'stage' | 'message'>

export function tasksOf(job: Job): JobTask[] {
  return [job.sourceTask, ...job.targetTasks]
}
