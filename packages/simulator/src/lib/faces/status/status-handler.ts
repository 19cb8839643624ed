import { createAsked } from '../../serving/asked.ts'
import { Refusal, unknownRoute } from '../../serving/refusal.ts'
import { findRoute, readRoutes } from '../../serving/router.ts'
import type { RealClock } from './implicit-job.ts'
import type { StatusJobs } from './status-jobs.ts'
import { createStatusRoutes, refuseStatus } from './status-routes.ts'

/** First segments of the paths that {@link createStatusHandler} answers. */
export const STATUS_PATHS = ['status', 'job', 'start', 'translate', 'create_job'] as const

/**
 * Serves the contracts of simple status servers over jobs from anywhere: paths, bodies and status codes are settled here.
 * What the jobs throw as {@link Refusal} is answered in these contracts' words; anything else is rejected.
 * @param clock for the pause after which the job of `GET /status` starts anew. Default: the system's.
 */
export function createStatusHandler(
  jobs: StatusJobs,
  clock: RealClock = { nowMs: () => performance.now() },
): (request: Request) => Promise<Response> {
  const stage = { routes: readRoutes(createStatusRoutes(jobs, clock)) }
  return async (request) => {
    const match = findRoute([stage], request.method, new URL(request.url).pathname)
    try {
      if (!match?.route) throw unknownRoute(request, match?.allowed)
      return await match.route.handle(createAsked(request, match.params))
    } catch (error) {
      if (error instanceof Refusal) return refuseStatus(error)
      throw error
    }
  }
}
