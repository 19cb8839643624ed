import { isFinal, type Artifact, type Target, type Translation } from 'video-translation-client'
import type { ProducedArtifact } from './engines/engine.ts'
import type { TaskRecord, TranslationRecord } from './store/records.ts'

/** Returns a link to an artifact that needs no key, and its expiry (ISO 8601). */
export type ArtifactLink = (translationId: string, name: string) => { url: string; urlExpiresAt: string }

/** A translation as sent to clients, derived from its tasks. */
export function translationView(record: TranslationRecord, link: ArtifactLink): Translation {
  const targets = record.targetTasks.map((task) => targetView(task, record, link))
  const ended = isFinal(record.status)
  return compact<Translation>({
    id: record.id,
    version: record.version,
    status: record.status,
    engine: record.engine,
    source: compact(record.source),
    from: record.from ?? record.source.detectedLanguage,
    targets,
    progress: rounded(record.progress),
    stage: ended ? undefined : record.stage,
    expectedSeconds: ended ? undefined : record.expectedSeconds,
    reference: record.reference,
    artifacts: artifactViews(record.sourceTask.artifacts, record.id, link),
    error: record.error,
    createdAt: iso(record.createdAt),
    updatedAt: iso(record.updatedAt),
    startedAt: optionalIso(record.startedAt),
    finishedAt: optionalIso(record.finishedAt),
    expiresAt: optionalIso(record.expiresAt),
  })
}

function targetView(task: TaskRecord, record: TranslationRecord, link: ArtifactLink): Target {
  const { sourceTask } = record
  // While the source is prepared, the target shows that step.
  const isPreparing = task.status === 'pending' && sourceTask.status === 'running'
  const isOpen = !isFinal(task.status)
  return compact<Target>({
    language: task.language ?? '',
    status: isPreparing ? 'running' : task.status,
    stage: isOpen ? (task.stage ?? (isPreparing ? sourceTask.stage : undefined)) : undefined,
    progress: rounded(task.progress),
    expectedSeconds: isOpen ? task.expectedSeconds : undefined,
    artifacts: artifactViews(task.artifacts, record.id, link),
    error: task.error,
    warnings: [...sourceTask.warnings, ...task.warnings],
    startedAt: optionalIso(task.startedAt),
    finishedAt: optionalIso(task.finishedAt),
  })
}

function artifactViews(artifacts: ProducedArtifact[], id: string, link: ArtifactLink): Artifact[] {
  return artifacts.map(({ name, mediaType }) => ({ name, mediaType, ...link(id, name) }))
}

function rounded(fraction: number | undefined): number | undefined {
  return fraction === undefined ? undefined : Math.round(fraction * 10_000) / 10_000
}

function iso(instant: number): string {
  return new Date(instant).toISOString()
}

function optionalIso(instant: number | undefined): string | undefined {
  return instant === undefined ? undefined : iso(instant)
}

/** Drops undefined properties, so that comparing two views compares what is sent. */
function compact<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T
}
