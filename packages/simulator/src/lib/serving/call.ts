import type { JobScenario } from '../scenarios/job-scenario.ts'
import type { Job } from '../world/job.ts'
import type { Seen } from '../world/seen.ts'

/** One request on its way through a face. */
export interface Call {
  readonly request: Request
  readonly url: URL
  /** Parameters of the path, decoded. */
  readonly params: Readonly<Record<string, string>>
  /** Scheme and host that the request came to. */
  readonly origin: string
  header(name: string): string | null
  /** The body, read once however often it is asked for. Empty where there is none. */
  text(): Promise<string>
  /**
   * The body as an object of fields: JSON whatever its content type says, a form, or several parts (files are `File`s); and
   * `{}` where it is empty. A field that comes more than once is a list.
   * @throws Refusal `bad_request`
   */
  fields(): Promise<Readonly<Record<string, unknown>>>
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
