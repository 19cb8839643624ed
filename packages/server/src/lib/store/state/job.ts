import type { Stage, TranslationStatus, WebhookEventType } from 'video-translation-client'
import type { TranslationRow } from '../tables/schema.ts'
import type { TaskRecord, TranslationRecord } from '../store.ts'

/** A translation as the state machine sees it: what readers see, and what only workers and the store need. */
export interface Job extends TranslationRecord {
  /** How often a task is tried in all. */
  maxAttempts: number
  /** What its receiver is told. Absent: there is none, or it wants no more. */
  webhookEvents?: WebhookEventType[]
  /** Its rows cannot be read; what is here says that it failed. */
  damage?: Damage
  /** Of its receiver; empty for the server's own. */
  webhookHost?: string
  sourceTask: JobTask
  targetTasks: JobTask[]
}

/** Why rows cannot be read, and what they say of the status. */
export interface Damage {
  status: TranslationStatus
  cause: unknown
  /** What the broken columns are to say from now on. */
  mended: Partial<TranslationRow>
}

export interface JobTask extends TaskRecord {
  worker?: string
  /** How many of its claims count against `maxAttempts`. */
  tries: number
  /** The attempt that left the checkpoint. */
  checkpointAttempt?: number
  /** On the steady clock, from when a worker may claim it: a running one's end of lease. Absent: nobody may. */
  dueAt?: number
}

/** A line for the history; the store adds the version and the time. */
export interface Happening {
  type: string
  language?: string
  stage?: Stage
  message?: string
}

export function tasksOf(job: Job): JobTask[] {
  return [job.sourceTask, ...job.targetTasks]
}
