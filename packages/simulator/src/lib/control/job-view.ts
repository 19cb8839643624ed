import type { Seen } from '../world/seen.ts'

/** A job as the page and its API tell it. */
export function jobView(seen: Seen) {
  const { job, status, stage, progress, version, failure } = seen
  return {
    face: job.face,
    id: job.id,
    number: job.number,
    reference: job.reference,
    source: job.source,
    status,
    stage,
    progress,
    version,
    failure,
    looks: job.looks,
    targets: seen.targets.map(({ language, status: own, progress: done }) => ({
      language,
      status: own,
      progress: done,
    })),
    createdAt: new Date(seen.createdAtMs).toISOString(),
    endedAt: seen.endedAtMs === undefined ? undefined : new Date(seen.endedAtMs).toISOString(),
  }
}
