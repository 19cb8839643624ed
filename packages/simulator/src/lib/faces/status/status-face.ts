import type { TranslationStatus } from 'video-translation-client'
import type { Face } from '../../serving/face.ts'
import type { Call } from '../../serving/call.ts'
import type { JobView } from '../../backend/job-view.ts'
import type { Backend } from '../../backend/backend.ts'
import type { StatusJob, StatusJobs, StatusWord } from './jobs.ts'
import { createStatusRoutes, refuseStatus } from './routes.ts'

/**
 * Simple status servers, which know `pending`, `completed` and `error`: with and without ids, all at once.
 *
 * @param jobsOf where the jobs come from. Default: simulated ones.
 */
export function createStatusFace(jobsOf: (backend: Backend) => StatusJobs<Call> = simulatedJobs): Face {
  return {
    name: 'status',
    description: 'Simple status servers: GET /status, POST /start, /translate, /create_job and their kin.',
    routes: (backend) => {
      const clock = { nowMs: () => backend.clock.realMs(backend.clock.nowMs()) }
      return createStatusRoutes(jobsOf(backend), clock, backend.settings.restartAfterMs)
    },
    refuse: refuseStatus,
    // Whoever asks for `/` or `/health` expects no vendor's envelope.
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

/** Every status in the words of these contracts. */
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
      if (before && STATUS_WORDS[jobs.view(before).status] === 'pending') return told(jobs.view(before))
      const job = jobs.create({
        id,
        targets: [to ?? UNDETERMINED],
        source: { ...(from && { language: from }) },
        scenario: call.scenario(),
        origin: call.origin,
      })
      return told(jobs.view(job))
    },
    get(id, call) {
      const job = jobs.get(id)
      return job && told(call.look(job))
    },
    cancel(id) {
      const job = jobs.get(id)
      if (job) jobs.cancel(job)
      return job && told(jobs.view(job))
    },
  }
}

/** The tag of BCP 47 for a language that nobody named. */
const UNDETERMINED = 'und'

function told({ job, status, rawStatus, progress, failure }: JobView): StatusJob {
  const [target] = job.targets
  return {
    id: job.id,
    // The only word here that is not one of the three comes of a scenario that asks for it.
    result: (rawStatus as StatusWord | undefined) ?? STATUS_WORDS[status],
    ...(failure && { message: failure.message }),
    ...(job.source.language && { from: job.source.language }),
    ...(target && target.language !== UNDETERMINED && { to: target.language }),
    ...(progress !== undefined && { progress }),
  }
}
