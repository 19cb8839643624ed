import type { JobView } from '../backend/job-view.ts'

/** Writes a job for the control page and its API. */
export function jobJson(view: JobView) {
  const { job, status, stage, progress, version, failure } = view
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
    statusRequests: job.statusRequests,
    targets: view.targets.map(({ language, status: targetStatus, progress: done }) => ({
      language,
      status: targetStatus,
      progress: done,
    })),
    createdAt: new Date(view.createdAtMs).toISOString(),
    endedAt: view.endedAtMs === undefined ? undefined : new Date(view.endedAtMs).toISOString(),
  }
}
