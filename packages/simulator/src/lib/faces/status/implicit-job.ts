import type { Call } from '../../serving/call.ts'
import type { StatusJob, StatusJobs } from './status-jobs.ts'

/** Time as a client lives it, in milliseconds. */
export interface RealClock {
  nowMs(): number
}

// A client that asks once more after the end, to print it, still sees the end; one that is run a second time sees a new job.
const REST_MS = 2000
// A word that a scenario invents is no end.
const ENDS: readonly string[] = ['completed', 'error']

/** The one job of servers that know no ids. It starts with the first request, and anew some seconds after its end was told. */
export function createImplicitJob(jobs: StatusJobs, clock: RealClock): (call: Call) => Promise<StatusJob> {
  let count = 0
  let toldAtMs = Infinity
  let current: Promise<StatusJob> | undefined
  return async (call) => {
    const before = current && (await jobs.get((await current).id, call))
    if (before && !ENDS.includes(before.result)) return before
    if (before && !isOver()) return told(before)
    current = start(call)
    return await current
  }

  function isOver(): boolean {
    return clock.nowMs() >= toldAtMs + REST_MS
  }

  function told(job: StatusJob): StatusJob {
    if (toldAtMs === Infinity) toldAtMs = clock.nowMs()
    return job
  }

  async function start(call: Call): Promise<StatusJob> {
    toldAtMs = Infinity
    return await jobs.start({ id: `implicit-${++count}`, fields: {} }, call)
  }
}
