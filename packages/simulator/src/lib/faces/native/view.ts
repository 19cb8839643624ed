import type { Artifact, Target, Translation, TranslationStatus } from 'video-translation-client'
import { contentOf } from '../../backend/content.ts'
import type { JobView } from '../../backend/job-view.ts'
import type { TargetView } from '../../backend/target-view.ts'
import type { Backend } from '../../backend/backend.ts'

const LINK_LIFE_MS = 3_600_000

/** Writes a job as a translation of this API. */
export function translationOf(view: JobView, backend: Backend): Translation {
  const { job, status, stage, progress, expectedSeconds, failure } = view
  const { language: from, durationSeconds, ...source } = job.source
  return {
    id: job.id,
    version: view.version,
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
    error: failure,
    createdAt: iso(view.createdAtMs),
    updatedAt: iso(view.updatedAtMs),
    startedAt: isoOf(view.startedAtMs),
    finishedAt: isoOf(view.endedAtMs),
  } as Translation
}

/** Names of the files of all completed targets. */
export function artifactNames({ targets }: JobView): string[] {
  return targets.flatMap((target) => (target.status === 'completed' ? namesOf(target) : []))
}

function targetOf(target: TargetView, view: JobView, backend: Backend): Target {
  const { language, status, stage, progress, expectedSeconds, failure } = target
  const names = status === 'completed' ? namesOf(target) : []
  return {
    language,
    status,
    stage,
    progress,
    expectedSeconds,
    artifacts: names.map((name) => artifactOf(name, target, view, backend)),
    error: failure,
    warnings: [],
    startedAt: isoOf(target.startedAtMs),
    finishedAt: isoOf(target.endedAtMs),
  } as Target
}

function namesOf({ language }: TargetView): string[] {
  return [`${language}.mp4`, `${language}.srt`, `${language}.vtt`]
}

function artifactOf(name: string, { hasFiles }: TargetView, { job }: JobView, { files }: Backend): Artifact {
  const { bytes, mediaType } = contentOf(job, name)
  const { url, expiresAtMs } = files.link(job, name, LINK_LIFE_MS)
  const link = hasFiles ? { url, urlExpiresAt: iso(expiresAtMs) } : {}
  return { name, mediaType, bytes: bytes.byteLength, ...link }
}

function isoOf(instantMs: number | undefined): string | undefined {
  return instantMs === undefined ? undefined : iso(instantMs)
}

function iso(instantMs: number): string {
  return new Date(instantMs).toISOString()
}
