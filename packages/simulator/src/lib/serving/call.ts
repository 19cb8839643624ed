import type { JobScenario } from '../scenarios/job-scenario.ts'
import type { Job } from '../world/job.ts'
import type { Seen } from '../world/seen.ts'
import type { Asked } from './asked.ts'

/** One request on its way through a face of the simulator. */
export interface Call extends Asked {
  /**
   * What a job that this request creates is to play: what the header `x-simulate` asks for, else the query `simulate` of the
   * source's URL (no SDK can keep that from us), else what all jobs play.
   * @throws Refusal `bad_scenario`
   */
  scenario(sourceUrl?: string): JobScenario
  /**
   * A status request about a job: what is seen of it, as its scenario wants it. Everything that tells a client how a job
   * stands goes through this.
   * @throws Refusal `rate_limited`, `unavailable`
   */
  look(job: Job): Seen
}

export type Handler = (call: Call) => Response | Promise<Response>
