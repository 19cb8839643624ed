import type { CueEdit, CueEditResult, CuePage, ReviewStage } from './cue.ts'
import type { Http } from './http/http.ts'
import type { Translation } from './translation.ts'

/** The verbs of a protocol by which people correct a translation. */
export interface EditingVerbs {
  /** Reads all cues at one revision. */
  cues(http: Http, id: string, request: CuesRequest): Promise<CuePage>
  editCues(http: Http, id: string, request: CueEditRequest): Promise<CueEditResult>
  apply(http: Http, id: string, request: ChosenTargets): Promise<Translation>
  approve(http: Http, id: string, request: Approval): Promise<Translation>
  retry(http: Http, id: string, request: ChosenTargets): Promise<Translation>
  addTargets(http: Http, id: string, request: MoreTargets): Promise<Translation>
}

/** Which cues to read. */
export interface CuesRequest {
  /** Shows only this target. Default: all. */
  target?: string | undefined
  /** An earlier revision. Default: the newest. */
  revision?: number | undefined
}

/** Options of `cues`. */
export interface CuesOptions extends CuesRequest {
  signal?: AbortSignal | undefined
  /** The time limit of one request, in milliseconds. Default: that of the client. */
  timeoutMs?: number | undefined
}

/** What `editCues` takes. */
export interface CueEditRequest {
  /** The revision of the cues that the edits are for. */
  revision: number
  /** At most 500. */
  edits: CueEdit[]
  /** Makes it safe to repeat. Default: a random one. */
  idempotencyKey?: string | undefined
}

/** What `apply` and `retry` take. */
export interface ChosenTargets {
  /** Languages. Default: all that need it. */
  targets?: string[] | undefined
  /**
   * Options of a vendor for this run, in its own words: Azure needs the URL of its corrected file.
   * A Video Translation server takes none.
   */
  options?: Record<string, unknown> | undefined
}

/** What `approve` takes. */
export interface Approval {
  stage: ReviewStage
  /** The revision of the cues that was looked at. Default: whatever it is now. */
  revision?: number | undefined
}

/** What `addTargets` takes. */
export interface MoreTargets {
  /** Languages, BCP 47 tags. */
  to: string[]
  /** Options of these targets, beside those of the translation. */
  options?: Record<string, unknown> | undefined
}
