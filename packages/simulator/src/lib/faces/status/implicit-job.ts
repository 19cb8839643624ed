import type { Asked } from '../../serving/asked.ts'
import type { StatusJob, StatusJobs, StatusWord } from './status-jobs.ts'

/** Time as a client lives it, in milliseconds. Only differences of it count. */
export interface RealClock {
  nowMs(): number
}

const ID = 'implicit'
// A client that asks once more after the end, to print it, still sees the end; one that is run a second time sees a new job.
const REST_MS = 2000
// A word that nobody knows is no end.
const ENDS: readonly string[] = ['completed', 'error'] satisfies StatusWord[]

/**
 * The one job of servers that know no ids; of servers with keys, one for each owner. It starts with the first request, and anew
 * some seconds after its end was told. Its id is always the same, so that a server that was restarted finds the one that runs.
 */
export function createImplicitJob<C extends Asked>(
  jobs: StatusJobs<C>,
  clock: RealClock,
): (call: C) => Promise<StatusJob> {
  const toldAtMs = new Map<string, number>()
  const starting = new Map<string, Promise<StatusJob>>()
  return async (call) => {
    const owner = jobs.ownerOf?.(call) ?? ''
    const job = await (starting.get(owner) ?? jobs.get(ID, call))
    if (job && !ENDS.includes(job.result)) return job
    if (job && !isOver(owner)) return job
    return await (starting.get(owner) ?? start(owner, call))
  }

  function isOver(owner: string): boolean {
    const told = toldAtMs.get(owner) ?? clock.nowMs()
    toldAtMs.set(owner, told)
    return clock.nowMs() >= told + REST_MS
  }

  /** Those who ask while it is being started get the same. */
  function start(owner: string, call: C): Promise<StatusJob> {
    toldAtMs.delete(owner)
    const started = (async () => await jobs.start({ id: ID, fields: {} }, call))()
    starting.set(owner, started)
    return started.finally(() => starting.delete(owner))
  }
}
