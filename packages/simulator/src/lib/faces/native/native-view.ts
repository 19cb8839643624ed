import type { Artifact, Target, Translation, TranslationStatus } from 'video-translation-client'
import { contentOf } from '../../world/content.ts'
import type { Seen } from '../../world/seen.ts'
import type { SeenTarget } from '../../world/seen-target.ts'
import type { World } from '../../world/world.ts'

const LINK_LIFE_MS = 3_600_000

/** A job as this API tells it. */
export function translationOf(seen: Seen, world: World): Translation {
  const { job, status, stage, progress, expectedSeconds, failure } = seen
  const { language: from, durationSeconds, ...source } = job.source
  return {
    id: job.id,
    version: seen.version,
    status: (seen.rawStatus as TranslationStatus | undefined) ?? status,
    engine: 'simulated',
    source: { ...source, durationSeconds },
    from,
    targets: seen.targets.map((target) => targetOf(target, seen, world)),
    progress,
    stage,
    expectedSeconds,
    reference: job.reference,
    artifacts: [],
    error: failure,
    createdAt: iso(seen.createdAtMs),
    updatedAt: iso(seen.updatedAtMs),
    startedAt: isoOf(seen.startedAtMs),
    finishedAt: isoOf(seen.endedAtMs),
  } as Translation
}

/** Names of the files of everything that is completed. */
export function artifactNames({ targets }: Seen): string[] {
  return targets.flatMap((target) => (target.status === 'completed' ? namesOf(target) : []))
}

function targetOf(target: SeenTarget, seen: Seen, world: World): Target {
  const { language, status, stage, progress, expectedSeconds, failure } = target
  const names = status === 'completed' ? namesOf(target) : []
  return {
    language,
    status,
    stage,
    progress,
    expectedSeconds,
    artifacts: names.map((name) => artifactOf(name, target, seen, world)),
    error: failure,
    warnings: [],
    startedAt: isoOf(target.startedAtMs),
    finishedAt: isoOf(target.endedAtMs),
  } as Target
}

function namesOf({ language }: SeenTarget): string[] {
  return [`${language}.mp4`, `${language}.srt`, `${language}.vtt`]
}

function artifactOf(name: string, { hasFiles }: SeenTarget, { job }: Seen, { files }: World): Artifact {
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
