import type { CreateOptions } from '../../create-options.ts'
import type { Http } from '../../http/http.ts'
import type { JsonObject } from '../parse.ts'
import type { HeygenRequest } from './request.ts'

/** One version of HeyGen's API. */
export interface ApiVersion {
  /** The name of the protocol. */
  readonly name: string
  /**
   * Starts translations, and resolves with one part of our id for each, in the order of `to`:
   * HeyGen's id, plus what HeyGen will not send again.
   */
  start(http: Http, request: HeygenRequest, options: CreateOptions): Promise<string[]>
  /** The details of one translation, with the members of version 3. @throws {ApiError} 404 */
  get(http: Http, id: string): Promise<JsonObject>
  /** The statuses of at most 100 translations. Absent in version 2. */
  getMany?(http: Http, ids: readonly string[]): Promise<StatusSummary[]>
}

/** The status of one translation, without its files. */
export interface StatusSummary {
  id: string
  rawStatus: string
  failure?: string | undefined
}
