import type { Kysely } from 'kysely'
import { nameInUrl } from '../../files/safe-name.ts'
import type { Job } from '../state/job.ts'
import type { NewRows, StoreParts } from '../tables/store-parts.ts'
import { eventRow, toJob, whole } from '../tables/rows.ts'
import { newTask } from '../tables/new-task.ts'
import type { Schema, TaskRow, TranslationRow } from '../tables/schema.ts'
import type { Idempotency } from '../idempotency.ts'
import type { CreateRefusal, NewTranslation } from '../store.ts'
import { loadJobs } from './jobs.ts'

/**
 * Creates a translation with its tasks and its first event. The unique pair of owner and
 * idempotency key decides which request was first, so two simultaneous requests create one
 * translation. A key is kept as long as its translation.
 */
export async function createTranslation(
  parts: StoreParts,
  input: NewTranslation,
): Promise<{ job: Job; isNew: boolean } | CreateRefusal> {
  for (;;) {
    const rows = newRows(parts, input)
    const outcome = await parts.insertNew(rows)
    if (outcome === 'inserted') return { job: toJob(rows.translation, rows.tasks), isNew: true }
    const { owner, idempotency } = input
    const found = idempotency && (await findByKey(parts.db, owner, idempotency))
    if (found !== undefined) return found === 'key_reused' ? found : { job: found, isNew: false }
    if (outcome === 'upload_removed') return outcome
    // The translation of the key was removed in between, so the key is free again.
  }
}

/** The translation of an idempotency key, if the request is the same. */
export async function findByKey(
  db: Kysely<Schema>,
  owner: string,
  { key, requestHash }: Idempotency,
): Promise<Job | 'key_reused' | undefined> {
  const found = await db
    .selectFrom('translations')
    .select(['id', 'request_hash'])
    .where('owner', '=', owner)
    .where('idempotency_key', '=', key)
    .executeTakeFirst()
  if (found && found.request_hash !== requestHash) return 'key_reused'
  return found && (await loadJobs(db, [found.id]))[0]
}

function newRows({ clock, steady, ids }: StoreParts, input: NewTranslation): NewRows {
  const dueAt = Math.round(steady())
  const translation = newTranslation(input, `tr_${ids()}`, Math.round(clock()))
  const { id, version, created_at } = translation
  return {
    translation,
    tasks: newTasks(input, id, dueAt, ids),
    event: eventRow({ id, version, revision: 1, updatedAt: created_at }, { type: 'created' }, ids()),
    dueAt,
  }
}

function newTranslation(input: NewTranslation, id: string, now: number): TranslationRow {
  return {
    id,
    owner: input.owner,
    version: 1,
    revision: 1,
    cue_revision: null,
    review: input.review ? JSON.stringify(input.review) : null,
    review_due_at: null,
    status: 'pending',
    engine: input.engine,
    ...sourceColumns(input.source),
    source_duration_seconds: null,
    detected_language: null,
    detected_confidence: null,
    from_language: input.from ?? null,
    options: JSON.stringify(input.options),
    reference: input.reference ?? null,
    priority: input.priority ?? 0,
    cancel_requested: 0,
    max_attempts: input.maxAttempts,
    error: null,
    idempotency_key: input.idempotency?.key ?? null,
    request_hash: input.idempotency?.requestHash ?? null,
    webhook: input.webhook ? JSON.stringify(input.webhook) : null,
    traceparent: input.traceparent ?? null,
    created_at: now,
    continued_at: null,
    updated_at: now,
    started_at: null,
    finished_at: null,
    expires_at: whole(input.expiresAt),
  }
}

type SourceColumns = Pick<TranslationRow, 'source_url' | 'source_upload' | 'source_name' | 'source_bytes'>

function sourceColumns(source: NewTranslation['source']): SourceColumns {
  if ('url' in source) {
    const url = URL.parse(source.url)
    return {
      source_url: source.url,
      source_upload: null,
      // Provisional: the engine replaces it with the real name.
      source_name: (url && nameInUrl(url)) ?? null,
      source_bytes: null,
    }
  }
  return {
    source_url: null,
    source_upload: source.upload,
    source_name: source.name,
    source_bytes: Math.round(source.bytes),
  }
}

/** The source task may be claimed at once. The targets wait for it. */
function newTasks(input: NewTranslation, translationId: string, dueAt: number, ids: () => string): TaskRow[] {
  const common = { ...input, translationId, ids }
  const source = newTask({ ...common, position: 0, language: null, needs: input.needs?.source })
  const targets = input.to.map((language, index) =>
    newTask({ ...common, position: index + 1, language, needs: input.needs?.targets[index] }),
  )
  return [{ ...source, due_at: dueAt }, ...targets]
}
