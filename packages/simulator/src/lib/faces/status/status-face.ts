import type { TranslationStatus } from 'video-translation-client'
import type { Face } from '../../serving/face.ts'
import type { Call } from '../../serving/call.ts'
import type { JobView } from '../../backend/job-view.ts'
import type { Backend } from '../../backend/backend.ts'
import type { StatusJob, StatusJobs, StatusWord } from './jobs.ts'
import { createStatusRoutes, refuseStatus } from './routes.ts'

/**
 * Plays simple status servers with and without ids. Their words are `pending`, `completed` and
 * `error`.
 *
 * @param jobsOf returns the jobs behind the face. Default: simulated jobs.
 */
export function createStatusFace(jobsOf: (backend: Backend) => StatusJobs<Call> = simulatedJobs): Face {
  return {
    name: 'status',
    description: 'Simple status servers: GET /status, POST /start, /translate, /create_job and similar.',
    routes: (backend) => {
      const clock = { nowMs: () => backend.clock.realMs(backend.clock.nowMs()) }
      return createStatusRoutes(jobsOf(backend), clock, backend.settings.restartAfterMs)
    },
    refuse: refuseStatus,
    // A client that requests `/` or `/health` expects plain JSON, not the error format of a vendor.
    isFallback: true,
    examples: [
      'curl {origin}/status',
      `curl {origin}/start -H 'content-type: application/json' -d '{"job_id":"talk-1"}'`,
      `curl '{origin}/status?job_id=talk-1'`,
    ],
  }
}

/** The status face over simulated jobs. */
export const STATUS_FACE = createStatusFace()

/** The word of these contracts for each status. */
export const STATUS_WORDS = {
  pending: 'pending',
  running: 'pending',
  needs_input: 'pending',
  completed: 'completed',
  partial: 'error',
  error: 'error',
  canceled: 'error',
} satisfies Record<TranslationStatus, StatusWord>

function simulatedJobs({ jobs, ids }: Backend): StatusJobs<Call> {
  return {
    start({ id = ids.hex('job'), from, to }, call) {
      const before = jobs.get(id)
      if (before && STATUS_WORDS[jobs.view(before).status] === 'pending')
        return statusJobOf(jobs.view(before))
      const job = jobs.create({
        id,
        targets: [to ?? UNDETERMINED],
        source: { ...(from && { language: from }) },
        scenario: call.scenario(),
        origin: call.origin,
      })
      return statusJobOf(jobs.view(job))
    },
    get(id, call) {
      const job = jobs.get(id)
      return job && statusJobOf(call.countRequest(job))
    },
    cancel(id) {
      const job = jobs.get(id)
      if (job) jobs.cancel(job)
      return job && statusJobOf(jobs.view(job))
    },
  }
}

/** BCP 47 tag of an unknown language. */
const UNDETERMINED = 'und'

function statusJobOf({ job, status, rawStatus, progress, failure }: JobView): StatusJob {
  const [target] = job.targets
  return {
    id: job.id,
    // Only the scenario member `unknownStatus` brings another word than the three.
    result: (rawStatus as StatusWord | undefined) ?? STATUS_WORDS[status],
    ...(failure && { message: failure.message }),
    ...(job.source.language && { from: job.source.language }),
    ...(target && target.language !== UNDETERMINED && { to: target.language }),
    ...(progress !== undefined && { progress }),
  }
}
