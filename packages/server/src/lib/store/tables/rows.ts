import type { TranslationEvent } from 'video-translation-client'
import { asDamaged } from '../state/damage.ts'
import type { Damage, HistoryEvent, Job, JobTask } from '../state/job.ts'
import type { ProducedArtifact } from '../../engines/engine.ts'
import type { Receiver } from '../outbox.ts'
import type { EventRow, TaskRow, TranslationRow } from './schema.ts'
import { areArtifacts, areOptions, areWarnings, isFailure, isReceiver, isReview } from './shapes.ts'
import { summarize } from '../state/status.ts'
import type { Review, TaskRecord, TranslationRecord } from '../records.ts'
import { type ColumnReader, instantOrIdTime, lenientReader, strictReader } from './column-reader.ts'

/**
 * The columns that the state machine needs. The big ones (`checkpoint`, `output`) stay in the
 * database.
 */
export const TASK_COLUMNS = [
  'id',
  'translation_id',
  'position',
  'kind',
  'language',
  'needs',
  'status',
  'revision',
  'cue_revision',
  'is_stale',
  'options',
  'stage',
  'progress',
  'expected_seconds',
  'attempt',
  'tries',
  'checkpoint_attempt',
  'worker',
  'due_at',
  'artifacts',
  'warnings',
  'error',
  'started_at',
  'finished_at',
] as const satisfies (keyof TaskRow)[]

export type LeanTaskRow = Pick<TaskRow, (typeof TASK_COLUMNS)[number]>

/**
 * Never rejects a damaged row: it becomes a failed job, so that it neither stops the claims nor
 * hides the other rows of a list.
 * @param tasks the tasks of this translation, by position
 */
export function toJob(row: TranslationRow, tasks: LeanTaskRow[]): Job {
  try {
    return readJob(row, tasks, strictReader)
  } catch (cause) {
    const isReceiverUnreadable = lenientReader.json(row.webhook, isReceiver) === undefined
    return asDamaged(readJob(row, tasks, lenientReader), { cause, status: row.status, isReceiverUnreadable })
  }
}

/** The columns that no later change writes, for a damaged row: what could be read, or a default. */
export function repairedColumns(job: Job, { isReceiverUnreadable }: Damage): Partial<TranslationRow> {
  return {
    options: JSON.stringify(job.options),
    max_attempts: job.maxAttempts,
    created_at: job.createdAt,
    expires_at: job.expiresAt ?? null,
    ...(isReceiverUnreadable && { webhook: null }),
  }
}

function readJob(row: TranslationRow, tasks: LeanTaskRow[], read: ColumnReader): Job {
  const [sourceTask, ...targetTasks] = tasks.map((task) => toTask(task, read))
  const receiver = read.json<Receiver>(row.webhook, isReceiver)
  if (sourceTask === undefined)
    throw new Error(`The database is damaged: translation ${row.id} has no tasks.`)
  const createdAt = read.instant(row.created_at) ?? instantOrIdTime(row.created_at, row.id)
  return {
    id: row.id,
    owner: row.owner,
    version: read.number(row.version) ?? 0,
    revision: read.number(row.revision) ?? 1,
    cueRevision: read.number(row.cue_revision),
    review: read.json<Review>(row.review, isReview),
    reviewDueAt: read.instant(row.review_due_at),
    status: row.status,
    engine: row.engine,
    source: toSource(row, read),
    ...toRequest(row, read),
    cancelRequested: row.cancel_requested === 1,
    maxAttempts: read.number(row.max_attempts) ?? 1,
    webhookEvents: receiver?.disabled ? undefined : receiver?.events,
    webhookHost: receiver && hostOf(receiver),
    traceparent: row.traceparent ?? undefined,
    sourceTask,
    targetTasks,
    error: read.json(row.error, isFailure),
    createdAt,
    continuedAt: read.instant(row.continued_at),
    updatedAt: read.instant(row.updated_at) ?? createdAt,
    startedAt: read.instant(row.started_at),
    finishedAt: read.instant(row.finished_at),
    expiresAt: read.instant(row.expires_at),
  }
}

/** The parts of the request that never change. */
function toRequest(row: TranslationRow, read: ColumnReader) {
  return {
    from: row.from_language ?? undefined,
    options: read.json<Record<string, unknown>>(row.options, areOptions) ?? {},
    reference: row.reference ?? undefined,
    priority: read.number(row.priority) ?? 0,
  }
}

function hostOf({ url }: Receiver): string {
  return URL.parse(url ?? '')?.host ?? ''
}

function toSource(row: TranslationRow, read: ColumnReader): Job['source'] {
  return {
    url: row.source_url ?? undefined,
    upload: row.source_upload ?? undefined,
    name: row.source_name ?? undefined,
    bytes: read.number(row.source_bytes),
    durationSeconds: read.number(row.source_duration_seconds),
    detectedLanguage: row.detected_language ?? undefined,
    detectedConfidence: read.number(row.detected_confidence),
  }
}

export function toTask(row: LeanTaskRow, read: ColumnReader): JobTask {
  return {
    id: row.id,
    kind: row.kind,
    language: row.language ?? undefined,
    needs: row.needs,
    status: row.status,
    revision: read.number(row.revision) ?? 1,
    cueRevision: read.number(row.cue_revision),
    isStale: row.is_stale === 1,
    options: read.json<Record<string, unknown>>(row.options, areOptions),
    stage: row.stage ?? undefined,
    progress: read.number(row.progress),
    expectedSeconds: read.number(row.expected_seconds),
    attempt: read.number(row.attempt) ?? 0,
    tries: read.number(row.tries) ?? 0,
    checkpointAttempt: read.number(row.checkpoint_attempt),
    worker: row.worker ?? undefined,
    dueAt: read.instant(row.due_at),
    artifacts: read.json(row.artifacts, areArtifacts) ?? [],
    warnings: read.json(row.warnings, areWarnings) ?? [],
    error: read.json(row.error, isFailure),
    startedAt: read.instant(row.started_at),
    finishedAt: read.instant(row.finished_at),
  }
}

/** The columns of a translation that change during its life. */
export function translationChanges(job: Job): Partial<TranslationRow> {
  return {
    version: job.version,
    revision: job.revision,
    cue_revision: job.cueRevision ?? null,
    review: text(job.review),
    review_due_at: whole(job.reviewDueAt),
    expires_at: whole(job.expiresAt),
    status: job.status,
    source_name: job.source.name ?? null,
    source_bytes: whole(job.source.bytes),
    source_duration_seconds: job.source.durationSeconds ?? null,
    detected_language: job.source.detectedLanguage ?? null,
    detected_confidence: job.source.detectedConfidence ?? null,
    cancel_requested: job.cancelRequested ? 1 : 0,
    error: text(job.error),
    continued_at: whole(job.continuedAt),
    updated_at: Math.round(job.updatedAt),
    started_at: whole(job.startedAt),
    finished_at: whole(job.finishedAt),
  }
}

/** The columns of a task that change during its life. */
export function taskChanges(task: JobTask, source: Job['source']): Partial<TaskRow> {
  return {
    needs: task.needs,
    status: task.status,
    revision: task.revision,
    cue_revision: task.cueRevision ?? null,
    is_stale: task.isStale ? 1 : 0,
    options: text(task.options),
    stage: task.stage ?? null,
    progress: task.progress ?? null,
    expected_seconds: task.expectedSeconds ?? null,
    attempt: task.attempt,
    tries: task.tries,
    worker: task.worker ?? null,
    due_at: whole(task.dueAt),
    artifacts: JSON.stringify(task.artifacts),
    bytes: bytesOf(task, source),
    warnings: JSON.stringify(task.warnings),
    error: text(task.error),
    started_at: whole(task.startedAt),
    finished_at: whole(task.finishedAt),
  }
}

/**
 * The record for readers: without leases and without the credentials in the source's URL, but with
 * the summary of its tasks.
 */
export function toRecord(job: Job): TranslationRecord {
  const {
    maxAttempts: _attempts,
    webhookEvents: _events,
    webhookHost: _host,
    damage: _damage,
    ...shown
  } = job
  const { sourceTask, targetTasks, ...rest } = shown
  const { progress, stage, expectedSeconds } = summarize(job)
  return {
    ...rest,
    source: { ...job.source, url: withoutCredentials(job.source.url) },
    sourceTask: toTaskRecord(sourceTask),
    targetTasks: targetTasks.map(toTaskRecord),
    progress,
    stage,
    expectedSeconds,
  }
}

function toTaskRecord(task: JobTask): TaskRecord {
  const { worker: _worker, needs: _needs, tries: _tries, dueAt: _dueAt, ...shown } = task
  const { checkpointAttempt: _attempt, options: _options, ...rest } = shown
  return rest
}

function withoutCredentials(address: string | undefined): string | undefined {
  // Reading an address takes as long as the rest of a record, and only a few have credentials.
  const url = address?.includes('@') ? URL.parse(address) : null
  if (!url || (url.username === '' && url.password === '')) return address
  url.username = ''
  url.password = ''
  return url.href
}

/** A line of the history, written at the job's current version. */
export function eventRow(
  job: Pick<Job, 'id' | 'version' | 'revision' | 'updatedAt'>,
  event: HistoryEvent,
  id: string,
): EventRow {
  return {
    id,
    translation_id: job.id,
    version: job.version,
    revision: job.revision,
    at: Math.round(job.updatedAt),
    type: event.type,
    language: event.language ?? null,
    stage: event.stage ?? null,
    message: event.message ?? null,
  }
}

export function toEvent(row: EventRow): TranslationEvent {
  return {
    version: lenientReader.number(row.version) ?? 0,
    revision: lenientReader.number(row.revision) ?? 1,
    at: new Date(instantOrIdTime(row.at, row.id)).toISOString(),
    type: row.type,
    language: row.language ?? undefined,
    stage: row.stage ?? undefined,
    message: row.message ?? undefined,
  }
}

export function parse<T>(json: string | null): T | undefined {
  return json === null ? undefined : (JSON.parse(json) as T)
}

function bytesOf({ artifacts }: JobTask, source: Job['source']): number {
  // An uploaded source counts by itself. A part that was cut out of it is a file of its own.
  const isCounted = (artifact: ProducedArtifact) =>
    artifact.playback === 'source' && source.upload !== undefined && artifact.bytes === source.bytes
  const counted = artifacts.filter((artifact) => !isCounted(artifact))
  return Math.round(counted.reduce((sum, { bytes = 0 }) => sum + bytes, 0))
}

/** A value for an integer column: PostgreSQL refuses fractions. */
export function whole(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value)
}

function text(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}
