import type { Artifact, Target, Translation, TranslationStatus } from 'video-translation-client'
import { contentOf } from '../../backend/content.ts'
import type { JobView } from '../../backend/job-view.ts'
import type { TargetView } from '../../backend/target-view.ts'
import type { Backend } from '../../backend/backend.ts'
import { revisionOf, staleLanguages, syncCues } from '../../cues/job-cues.ts'
import { detailsOf } from './details.ts'
import { playbackOf, sourceFiles, targetFiles } from './playback.ts'
import { currentReview } from './review.ts'

const LINK_LIFE_MS = 3_600_000

/** Writes a job as a translation of this API. */
export function translationOf(view: JobView, backend: Backend): Translation {
  const { job, status, stage, progress, expectedSeconds, failure } = view
  const { language: from, durationSeconds, ...source } = job.source
  const { revision, cues, continuedAtMs } = detailsOf(job)
  syncCues(job, cues, view.atMs)
  const stale = staleOf(view)
  return {
    id: job.id,
    version: view.version,
    revision,
    cueRevision: revisionOf(cues) || undefined,
    review: currentReview(view),
    stale: stale.length > 0 || undefined,
    status: (view.rawStatus as TranslationStatus | undefined) ?? status,
    engine: 'simulated',
    source: { ...source, durationSeconds },
    from,
    targets: view.targets.map((target) => targetOf(target, view, backend)),
    progress,
    stage,
    expectedSeconds,
    reference: job.reference,
    artifacts: [],
    playback: listed(playbackOf(sourceFiles(view), job, backend)),
    error: failure,
    createdAt: iso(view.createdAtMs),
    continuedAt: isoOf(continuedAtMs),
    updatedAt: iso(view.updatedAtMs),
    startedAt: isoOf(view.startedAtMs),
    finishedAt: isoOf(view.endedAtMs),
  } as Translation
}

/** Answers with a translation in its present state. */
export function translationResponse(view: JobView, backend: Backend, status = 200): Response {
  const headers = { etag: `"${view.version}"`, 'cache-control': 'no-store' }
  return Response.json(translationOf(view, backend), { status, headers })
}

/** Names of the files that are there, of the source and of all targets with a result. */
export function artifactNames(view: JobView): string[] {
  const { job, targets, atMs } = view
  syncCues(job, detailsOf(job).cues, atMs)
  const ofTargets = targets.flatMap((target) => {
    const toPlay = targetFiles(target.language).map(([name]) => name)
    return hasResult(target, view) ? [...namesOf(target), ...toPlay] : []
  })
  return [...sourceFiles(view).map(([name]) => name), ...ofTargets]
}

function hasResult({ language, status }: TargetView, { job }: JobView): boolean {
  return status === 'completed' || detailsOf(job).cues.results.has(language)
}

/** Completed targets whose result lacks an edit. */
function staleOf({ job, targets }: JobView): string[] {
  const stale = staleLanguages(detailsOf(job).cues)
  const completed = targets.filter(({ status }) => status === 'completed')
  return completed.flatMap(({ language }) => (stale.includes(language) ? [language] : []))
}

function targetOf(target: TargetView, view: JobView, backend: Backend): Target {
  const { language, status, stage, progress, expectedSeconds, failure } = target
  const names = hasResult(target, view) ? namesOf(target) : []
  const isStale = staleOf(view).includes(language)
  const isOld = status !== 'completed'
  return {
    language,
    status,
    stage,
    progress,
    expectedSeconds,
    stale: isStale || undefined,
    artifacts: names.map((name) => artifactOf(name, target, view, backend)),
    playback: listed(names.length > 0 ? playbackOf(targetFiles(language), view.job, backend, isOld) : []),
    error: failure,
    warnings: [],
    startedAt: isoOf(target.startedAtMs),
    finishedAt: isoOf(target.endedAtMs),
  } as Target
}

function namesOf({ language }: TargetView): string[] {
  return [`${language}.mp4`, `${language}.srt`, `${language}.vtt`]
}

function artifactOf(name: string, target: TargetView, { job }: JobView, { files }: Backend): Artifact {
  const { hasFiles, status } = target
  const { bytes, mediaType } = contentOf(job, name)
  const { url, expiresAtMs } = files.link(job, name, LINK_LIFE_MS)
  const isOld = status !== 'completed'
  const link = hasFiles || isOld ? { url, urlExpiresAt: iso(expiresAtMs) } : {}
  return { name, mediaType, bytes: bytes.byteLength, ...link, ...(isOld && { stale: true }) }
}

/** An empty list is left out. */
function listed<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined
}

function isoOf(instantMs: number | undefined): string | undefined {
  return instantMs === undefined ? undefined : iso(instantMs)
}

function iso(instantMs: number): string {
  return new Date(instantMs).toISOString()
}
