import type { RequestReader } from '../../serving/request-reader.ts'
import type { StatusJob, StatusJobs, StatusWord } from './jobs.ts'

/** Time as a client lives it, in milliseconds. Only differences of it count. */
export interface RealClock {
  nowMs(): number
}

/** The one job of servers that know no ids; of servers with keys, one for each owner. */
export interface ImplicitJob<C> {
  /** The job as it stands. The first request starts it, and so does the first after a long enough pause. */
  ask(call: C): Promise<StatusJob>
  /** The job as it stands, without starting one and without counting as a request. */
  peek(call: C): Promise<StatusJob>
}

/**
 * For how long nobody has to ask before the next request starts a new job, in milliseconds. It is longer than the delays that
 * clients of such servers back off to, so everybody who waits for the job hears its end.
 */
export const RESTART_AFTER_MS = 60_000

const ID = 'implicit'
const NOT_STARTED: StatusJob = { id: ID, result: 'pending' }
// A word that nobody knows is no end.
const ENDS: readonly string[] = ['completed', 'error'] satisfies StatusWord[]

interface Asking {
  lastAtMs: number
  /** Whether anybody has heard the end. A new job must not take the place of an end that nobody knows. */
  isEndTold: boolean
}

/** The id of the job is always the same, so that a server that was restarted finds the one that runs. */
export function createImplicitJob<C extends RequestReader>(
  jobs: StatusJobs<C>,
  clock: RealClock,
  restartAfterMs = RESTART_AFTER_MS,
): ImplicitJob<C> {
  const askings = new Map<string, Asking>()
  const starting = new Map<string, Promise<StatusJob>>()
  return {
    async ask(call) {
      const owner = jobs.ownerOf?.(call) ?? ''
      const found = await (starting.get(owner) ?? jobs.get(ID, call))
      const job = found && !isDue(owner, found) ? found : await (starting.get(owner) ?? start(owner, call))
      askings.set(owner, { lastAtMs: clock.nowMs(), isEndTold: ENDS.includes(job.result) })
      return job
    },
    peek: async (call) => (await jobs.get(ID, call)) ?? NOT_STARTED,
  }

  function isDue(owner: string, { result }: StatusJob): boolean {
    const { lastAtMs, isEndTold } = askings.get(owner) ?? { lastAtMs: clock.nowMs(), isEndTold: false }
    return isEndTold && ENDS.includes(result) && clock.nowMs() >= lastAtMs + restartAfterMs
  }

  /** Those who ask while it is being started get the same. */
  function start(owner: string, call: C): Promise<StatusJob> {
    const started = (async () => await jobs.start({ id: ID, fields: {} }, call))()
    starting.set(owner, started)
    return started.finally(() => starting.delete(owner))
  }
}
