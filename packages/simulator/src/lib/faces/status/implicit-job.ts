import type { Asked } from '../../serving/asked.ts'
import type { StatusJob, StatusJobs, StatusWord } from './status-jobs.ts'

/** Time as a client lives it, in milliseconds. */
export interface RealClock {
  nowMs(): number
}

// A client that asks once more after the end, to print it, still sees the end; one that is run a second time sees a new job.
const REST_MS = 2000
// A word that nobody knows is no end.
const ENDS: readonly string[] = ['completed', 'error'] satisfies StatusWord[]

/** The one job of servers that know no ids. It starts with the first request, and anew some seconds after its end was told. */
export function createImplicitJob<C extends Asked>(
  jobs: StatusJobs<C>,
  clock: RealClock,
): (call: C) => Promise<StatusJob> {
  let count = 0
  let toldAtMs = Infinity
  let current: Promise<StatusJob> | undefined
  return async (call) => {
    const before = current && (await jobs.get((await current).id, call))
    if (before && !ENDS.includes(before.result)) return before
    if (before && !isOver()) return told(before)
    const next = start(call)
    current = next
    // One that could not be started is none: the next request tries again.
    next.catch(() => (current = current === next ? undefined : current))
    return await next
  }

  function isOver(): boolean {
    return clock.nowMs() >= toldAtMs + REST_MS
  }

  function told(job: StatusJob): StatusJob {
    if (toldAtMs === Infinity) toldAtMs = clock.nowMs()
    return job
  }

  async function start(call: C): Promise<StatusJob> {
    toldAtMs = Infinity
    return await jobs.start({ id: `implicit-${++count}`, fields: {} }, call)
  }
}
