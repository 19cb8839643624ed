import type { PlaybackFile } from 'video-translation-client'
import type { Backend } from '../../backend/backend.ts'
import { contentOf } from '../../backend/content.ts'
import type { SimulatedJob } from '../../backend/job.ts'
import type { JobView } from '../../backend/job-view.ts'
import { hasPassed } from '../../backend/stages-passed.ts'
import { Refusal } from '../../refusal.ts'

export const SOURCE_FILE = 'source.mp4'
export const PROXY_FILE = 'source.720p.mp4'

type Kind = PlaybackFile['kind']

const OF_SOURCE: readonly (readonly [string, Kind])[] = [
  [SOURCE_FILE, 'source'],
  ['source.peaks.bin', 'peaks'],
]

/** Names of the files to play of the source. None before it is prepared. */
export function sourceFiles({ job, atMs }: JobView): readonly (readonly [string, Kind])[] {
  return job.targets.some((target) => hasPassed('prepare', target, job, atMs)) ? OF_SOURCE : []
}

/** @throws Refusal 404 before the source is prepared */
export function requireSource(view: JobView): JobView {
  if (sourceFiles(view).length > 0) return view
  throw new Refusal(404, 'no_source', `The source of ${view.job.id} is not here: it is not prepared yet.`)
}

/** Names of the files to play of a target that has a result. */
export function targetFiles(language: string): readonly (readonly [string, Kind])[] {
  return [
    [`${language}.dub.m4a`, 'dub'],
    [`${language}.peaks.bin`, 'peaks'],
  ]
}

const LINK_LIFE_MS = 3_600_000

/** Writes files to play, with links. */
export function playbackOf(
  named: readonly (readonly [string, Kind])[],
  job: SimulatedJob,
  { files }: Backend,
  isStale = false,
): PlaybackFile[] {
  return named.map(([name, kind]) => {
    const { bytes, mediaType } = contentOf(job, name)
    const { url, expiresAtMs } = files.link(job, name, LINK_LIFE_MS)
    return {
      name,
      kind,
      mediaType,
      bytes: bytes.byteLength,
      url,
      urlExpiresAt: new Date(expiresAtMs).toISOString(),
      ...(kind === 'source' && { playable: true }),
      ...(isStale && { stale: true }),
    }
  })
}
