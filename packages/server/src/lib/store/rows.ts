import type { TranslationEvent } from 'video-translation-client'
import { asDamaged } from './damage.ts'
import type { Job, JobTask } from './job.ts'
import type { Receiver } from './outbox.ts'
import type { EventRow, TaskRow, TranslationRow } from './schema.ts'
import { summarize } from './status.ts'
import type { TaskRecord, TranslationRecord } from './store.ts'

/** What the state machine needs of a task; the big columns (`checkpoint`, `output`) stay in the database. */
export const TASK_COLUMNS = [
  'id',
  'translation_id',
  'position',
  'kind',
  'language',
  'status',
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
 * Never rejects broken JSON: one damaged translation has failed, and neither halts the claims nor hides the others of a
 * list.
 * @param tasks of this translation, by position
 */
export function toJob(row: TranslationRow, tasks: LeanTaskRow[]): Job {
  try {
    return readJob(row, tasks, parse)
  } catch (cause) {
    const job = asDamaged(readJob(row, tasks, parseOrNothing))
    const mended = {
      options: JSON.stringify(job.options),
      ...(parseOrNothing(row.webhook) === undefined && { webhook: null }),
    }
    return { ...job, damage: { status: row.status, cause, mended } }
  }
}

type Parse = <T>(json: string | null) => T | undefined

function readJob(row: TranslationRow, tasks: LeanTaskRow[], parse: Parse): Job {
  const [sourceTask, ...targetTasks] = tasks.map((task) => toTask(task, parse))
  const receiver = parse<Receiver>(row.webhook)
  if (sourceTask === undefined)
    throw new Error(`Translation ${row.id} has no tasks: the database is damaged.`)
  return {
    id: row.id,
    owner: row.owner,
    version: row.version,
    status: row.status,
    engine: row.engine,
    source: toSource(row),
    from: row.from_language ?? undefined,
    options: parse<Record<string, unknown>>(row.options) ?? {},
    reference: row.reference ?? undefined,
    cancelRequested: row.cancel_requested === 1,
    maxAttempts: row.max_attempts,
    webhookEvents: receiver?.disabled ? undefined : receiver?.events,
    webhookHost: receiver && hostOf(receiver),
    sourceTask,
    targetTasks,
    error: parse(row.error),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    expiresAt: row.expires_at ?? undefined,
  }
}

function hostOf({ url }: Receiver): string {
  return URL.parse(url ?? '')?.host ?? ''
}

function toSource(row: TranslationRow): Job['source'] {
  return {
    url: row.source_url ?? undefined,
    upload: row.source_upload ?? undefined,
    name: row.source_name ?? undefined,
    bytes: row.source_bytes ?? undefined,
    durationSeconds: row.source_duration_seconds ?? undefined,
  }
}

function toTask(row: LeanTaskRow, parse: Parse): JobTask {
  return {
    id: row.id,
    kind: row.kind,
    language: row.language ?? undefined,
    status: row.status,
    stage: row.stage ?? undefined,
    progress: row.progress ?? undefined,
    expectedSeconds: row.expected_seconds ?? undefined,
    attempt: row.attempt,
    tries: row.tries,
    checkpointAttempt: row.checkpoint_attempt ?? undefined,
    worker: row.worker ?? undefined,
    dueAt: row.due_at ?? undefined,
    artifacts: parse(row.artifacts) ?? [],
    warnings: parse(row.warnings) ?? [],
    error: parse(row.error),
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
  }
}

/** The columns of a translation that change during its life. */
export function translationChanges(job: Job): Partial<TranslationRow> {
  return {
    version: job.version,
    status: job.status,
    source_name: job.source.name ?? null,
    source_bytes: job.source.bytes ?? null,
    source_duration_seconds: job.source.durationSeconds ?? null,
    cancel_requested: job.cancelRequested ? 1 : 0,
    error: text(job.error),
    updated_at: job.updatedAt,
    started_at: job.startedAt ?? null,
    finished_at: job.finishedAt ?? null,
  }
}

/** The columns of a task that change during its life. */
export function taskChanges(task: JobTask): Partial<TaskRow> {
  return {
    status: task.status,
    stage: task.stage ?? null,
    progress: task.progress ?? null,
    expected_seconds: task.expectedSeconds ?? null,
    attempt: task.attempt,
    tries: task.tries,
    worker: task.worker ?? null,
    due_at: task.dueAt ?? null,
    artifacts: JSON.stringify(task.artifacts),
    warnings: JSON.stringify(task.warnings),
    error: text(task.error),
    started_at: task.startedAt ?? null,
    finished_at: task.finishedAt ?? null,
  }
}

/** What a reader gets: no leases, no credentials of the source's URL, and the summary of its tasks. */
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
  const { worker: _worker, tries: _tries, dueAt: _dueAt, checkpointAttempt: _attempt, ...rest } = task
  return rest
}

function withoutCredentials(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return address
  const url = new URL(address)
  if (url.username === '' && url.password === '') return address
  url.username = ''
  url.password = ''
  return url.href
}

export function toEvent(row: EventRow): TranslationEvent {
  return {
    version: row.version,
    at: new Date(row.at).toISOString(),
    type: row.type,
    language: row.language ?? undefined,
    stage: row.stage ?? undefined,
    message: row.message ?? undefined,
  }
}

export function parse<T>(json: string | null): T | undefined {
  return json === null ? undefined : (JSON.parse(json) as T)
}

function parseOrNothing<T>(json: string | null): T | undefined {
  try {
    return parse(json)
  } catch {
    return undefined
  }
}

function text(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}
