import type { RequestReader } from '../../serving/request-reader.ts'
import type { StatusJob, StatusJobs, StatusWord } from './jobs.ts'

/** The client's time in milliseconds, from any origin. */
export interface RealClock {
  nowMs(): number
}

/** The one job of a server without ids. A server with API keys has one for each owner. */
export interface ImplicitJob<C> {
  /**
   * Returns the job. The first request starts it; so does the first one after its reported end and
   * a pause.
   */
  ask(call: C): Promise<StatusJob>
  /** Returns the job. This starts none, and does not count as a request. */
  peek(call: C): Promise<StatusJob>
}

/**
 * Default pause without a request after which the next request starts a new job, in milliseconds.
 * It is longer than the longest delay of usual clients, so that each waiting client hears the end.
 */
export const RESTART_AFTER_MS = 60_000

const ID = 'implicit'
const NOT_STARTED: StatusJob = { id: ID, result: 'pending' }
// An unknown word is not an end, so these are the only ones.
const ENDS: readonly string[] = ['completed', 'error'] satisfies StatusWord[]

interface LastRequest {
  lastAtMs: number
  /**
   * Whether a client has heard the end. A new job must not replace an end that nobody has heard.
   */
  isEndReported: boolean
}

/** The job always has the same id, so that a server finds its running job after a restart. */
export function createImplicitJob<C extends RequestReader>(
  jobs: StatusJobs<C>,
  clock: RealClock,
  restartAfterMs = RESTART_AFTER_MS,
): ImplicitJob<C> {
  const lastRequests = new Map<string, LastRequest>()
  const starting = new Map<string, Promise<StatusJob>>()

  const isDue = (owner: string, { result }: StatusJob): boolean => {
    const { lastAtMs, isEndReported } = lastRequests.get(owner) ?? {
      lastAtMs: clock.nowMs(),
      isEndReported: false,
    }
    return isEndReported && ENDS.includes(result) && clock.nowMs() >= lastAtMs + restartAfterMs
  }

  /** Starts a job. Requests that come during the start get the same job. */
  const start = (owner: string, call: C): Promise<StatusJob> => {
    const started = (async () => await jobs.start({ id: ID, fields: {} }, call))()
    starting.set(owner, started)
    return started.finally(() => starting.delete(owner))
  }

  return {
    async ask(call) {
      const owner = jobs.ownerOf?.(call) ?? ''
      const found = await (starting.get(owner) ?? jobs.get(ID, call))
      const job = found && !isDue(owner, found) ? found : await (starting.get(owner) ?? start(owner, call))
      lastRequests.set(owner, { lastAtMs: clock.nowMs(), isEndReported: ENDS.includes(job.result) })
      return job
    },
    peek: async (call) => (await jobs.get(ID, call)) ?? NOT_STARTED,
  }
}
