import type { FileKey } from '../files/file-key.ts'
import type {
  Failure,
  ReviewStage,
  SourceInfo,
  Stage,
  TargetStatus,
  TranslationStatus,
  Warning,
} from 'video-translation-client'
import type { ProducedArtifact } from '../engines/engine.ts'

/** A translation as stored. Instants are epoch milliseconds. */
export interface TranslationRecord {
  id: string
  owner: string
  version: number
  /** Grows when a translation that has ended goes on. */
  revision: number
  /** The newest revision of its cues. Absent: it has none. */
  cueRevision?: number
  review?: Review
  /** When the current stop ends by itself. */
  reviewDueAt?: number
  status: TranslationStatus
  engine: string
  source: SourceInfo
  from?: string
  options: Record<string, unknown>
  reference?: string
  /** From 0 to 9. */
  priority: number
  cancelRequested: boolean
  sourceTask: TaskRecord
  /** One for each target, in the requested order. */
  targetTasks: TaskRecord[]
  /** From 0 to 1 over all tasks; derived from them, like `stage` and `expectedSeconds`. */
  progress?: number
  stage?: Stage
  expectedSeconds?: number
  error?: Failure
  createdAt: number
  /** When it last went on after an end or a review. */
  continuedAt?: number
  updatedAt: number
  startedAt?: number
  finishedAt?: number
  expiresAt?: number
  /** The span that created it, in the format of W3C. */
  traceparent?: string
  /** Why it waits. Absent while something of it is worked on. */
  queue?: WaitingPlace
}

/** Why a translation waits for a worker. */
export interface WaitingPlace {
  reason: 'worker' | 'retry' | 'concurrency' | 'daily_minutes'
  /** Its place in the line of its owner; 1 is the next. */
  position?: number | undefined
  /** Estimate of the time until it starts. */
  expectedStartMs?: number | undefined
  /** The limit that it waits for: tasks at once, or minutes a day. */
  limit?: number | undefined
}

/** The stops for a person that the caller asked for. */
export interface Review {
  /** In the order of the work. */
  stages: ReviewStage[]
  approved: ReviewStage[]
  /** Ends each stop by itself after this time. */
  timeout?: { seconds: number; action: 'approve' | 'cancel' }
}

/** A task as a reader sees it. */
export interface TaskRecord {
  id: string
  kind: 'source' | 'target'
  /** Only for a target. */
  language?: string
  status: TargetStatus
  /** Options of this target alone. */
  options?: Record<string, unknown>
  /** The revision of the translation that it was last scheduled for. */
  revision: number
  /** Whether its artifacts lack something that the cues have. */
  isStale: boolean
  /** The revision of the cues that it works on, or has worked on. */
  cueRevision?: number
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

/** The files that the row of a task refers to. */
export interface FileReferences {
  taskId: string
  /** The task has ended and its row is intact: no worker writes files for it any more. */
  isFinal: boolean
  /** The row cannot be read, so the files it refers to are unknown. */
  isDamaged: boolean
  /** Whether the checkpoint, the output or the artifacts refer to this file. */
  mentions(key: FileKey): boolean
}
