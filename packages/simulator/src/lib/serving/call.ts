import type { SimulatedJob } from '../backend/job.ts'
import type { JobView } from '../backend/job-view.ts'
import type { JobScenario } from '../scenarios/job-scenario.ts'
import type { RequestReader } from './request-reader.ts'

/** One request to a face of the simulator. */
export interface Call extends RequestReader {
  /**
   * Chooses the scenario of a job that this request creates. The header `x-simulate` comes first,
   * then the query `simulate` of the source's URL, then the simulator's default.
   * @param sourceUrl URL of the source; SDKs that drop unknown headers still pass it on
   * @throws Refusal `bad_scenario`
   */
  scenario(sourceUrl?: string): JobScenario
  /**
   * Counts this request as a status request about a job, and returns the job's state as its
   * scenario wants it. Every route that reports a status calls it.
   * @throws Refusal `rate_limited`, `unavailable`
   */
  countRequest(job: SimulatedJob): JobView
}

/** Answers the requests of one route. */
export type Handler = (call: Call) => Response | Promise<Response>
