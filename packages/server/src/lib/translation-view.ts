import {
  isFinal,
  type Artifact,
  type PlaybackFile,
  type ReviewRequest,
  type SecondsRange,
  type Target,
  type Translation,
} from 'video-translation-client'
import { defined } from './defined.ts'
import type { ProducedArtifact } from './engines/engine.ts'
import { queueView } from './queue-view.ts'
import type { TaskRecord, TranslationRecord } from './store/records.ts'
import { currentReview } from './store/state/review.ts'

/** Returns a link to an artifact that needs no key, and its expiry (ISO 8601). */
export type ArtifactLink = (translationId: string, name: string) => { url: string; urlExpiresAt: string }

/** Says how long a translation still takes, by those before it. */
export type ExpectRange = (record: TranslationRecord) => SecondsRange | undefined

/**
 * A translation as sent to clients, derived from its tasks.
 * @param expectRange default: no range is known
 */
export function translationView(
  record: TranslationRecord,
  link: ArtifactLink,
  expectRange?: ExpectRange,
): Translation {
  const targets = record.targetTasks.map((task) => targetView(task, record, link))
  const ended = isFinal(record.status)
  return compact<Translation>({
    id: record.id,
    version: record.version,
    // A webhook's snapshot may be older than revisions are.
    revision: record.revision ?? 1,
    cueRevision: record.cueRevision,
    review: reviewOf(record),
    status: record.status,
    engine: record.engine,
    source: compact(record.source),
    from: record.from ?? record.source.detectedLanguage,
    targets,
    progress: rounded(record.progress),
    stage: ended ? undefined : record.stage,
    expectedSeconds: ended ? undefined : record.expectedSeconds,
    expectedSecondsRange: record.status === 'running' ? expectRange?.(record) : undefined,
    reference: record.reference,
    priority: record.priority || undefined,
    queue: record.queue && queueView(record.queue),
    artifacts: artifactViews(record.sourceTask, record.id, link),
    playback: playbackViews(record.sourceTask, record.id, link),
    error: record.error,
    stale: ended && record.targetTasks.some(({ isStale }) => isStale) ? true : undefined,
    createdAt: iso(record.createdAt),
    continuedAt: optionalIso(record.continuedAt),
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
    stale: task.isStale ? true : undefined,
    stage: isOpen ? (task.stage ?? (isPreparing ? sourceTask.stage : undefined)) : undefined,
    progress: rounded(task.progress),
    expectedSeconds: isOpen ? task.expectedSeconds : undefined,
    artifacts: artifactViews(task, record.id, link),
    playback: playbackViews(task, record.id, link),
    error: task.error,
    warnings: [...sourceTask.warnings, ...task.warnings],
    startedAt: optionalIso(task.startedAt),
    finishedAt: optionalIso(task.finishedAt),
  })
}

function artifactViews({ artifacts, isStale }: TaskRecord, id: string, link: ArtifactLink): Artifact[] {
  return artifacts
    .filter(({ playback }) => playback === undefined)
    .map((artifact) => artifactView(artifact, isStale, id, link))
}

/** Files to play have a list of their own: clients download all artifacts. */
export function playbackViews(
  { artifacts, isStale }: TaskRecord,
  id: string,
  link: ArtifactLink,
): PlaybackFile[] | undefined {
  const files = artifacts.flatMap((artifact) => {
    const { playback: kind, playable } = artifact
    if (kind === undefined) return []
    const plays = playable !== undefined && { playable: playable && playsTranslatedSound(artifact) }
    return { ...artifactView(artifact, isStale, id, link), kind, ...plays }
  })
  return files.length > 0 ? files : undefined
}

/** Browsers play the first sound of a file, whichever was translated. */
function playsTranslatedSound({ audioTrack = 1 }: ProducedArtifact): boolean {
  return audioTrack === 1
}

function artifactView(
  { name, mediaType, bytes }: ProducedArtifact,
  isStale: boolean,
  id: string,
  link: ArtifactLink,
): Artifact {
  return {
    name,
    mediaType,
    ...(bytes !== undefined && { bytes }),
    ...link(id, name),
    ...(isStale && { stale: true }),
  }
}

function reviewOf(record: TranslationRecord): ReviewRequest | undefined {
  const stage = currentReview(record)
  if (stage === undefined) return undefined
  return compact<ReviewRequest>({
    stage,
    revision: record.cueRevision ?? 0,
    until: optionalIso(record.reviewDueAt),
    action: record.review?.timeout?.action,
  })
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
  return defined(value) as T
}
