import type { TranslationStatus } from 'video-translation-client'
import type { Face } from '../../face.ts'
import type { Call } from '../../serving/call.ts'
import type { Seen } from '../../world/seen.ts'
import type { World } from '../../world/world.ts'
import type { StatusJob, StatusJobs, StatusWord } from './status-jobs.ts'
import { createStatusRoutes, refuseStatus } from './status-routes.ts'

/**
 * Simple status servers, which know `pending`, `completed` and `error`: with and without ids, all at once.
 *
 * @param jobsOf where the jobs come from. Default: simulated ones.
 */
export function createStatusFace(jobsOf: (world: World) => StatusJobs<Call> = simulatedJobs): Face {
  return {
    name: 'status',
    description: 'Simple status servers: GET /status, POST /start, /translate, /create_job and their kin.',
    routes: (world) => {
      const clock = { nowMs: () => world.clock.realMs(world.clock.nowMs()) }
      return createStatusRoutes(jobsOf(world), clock, world.settings.restartAfterMs)
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
export const statusFace = createStatusFace()

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

function simulatedJobs({ jobs, ids }: World): StatusJobs<Call> {
  return {
    start({ id = ids.hex('job'), from, to }, call) {
      const before = jobs.get(id)
      if (before && STATUS_WORDS[jobs.see(before).status] === 'pending') return told(jobs.see(before))
      const job = jobs.create({
        id,
        targets: [to ?? UNDETERMINED],
        source: { ...(from && { language: from }) },
        scenario: call.scenario(),
        origin: call.origin,
      })
      return told(jobs.see(job))
    },
    get(id, call) {
      const job = jobs.get(id)
      return job && told(call.look(job))
    },
    cancel(id) {
      const job = jobs.get(id)
      if (job) jobs.cancel(job)
      return job && told(jobs.see(job))
    },
  }
}

/** The tag of BCP 47 for a language that nobody named. */
const UNDETERMINED = 'und'

function told({ job, status, rawStatus, progress, failure }: Seen): StatusJob {
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
