import type { CreateOptions } from '../../create-options.ts'
import type { Http } from '../../http/http.ts'
import type { Body } from '../answers.ts'
import type { HeygenRequest } from './request.ts'

/** What both versions of HeyGen's API can, each in its own way. */
export interface Wire {
  /** As the protocol has it. */
  readonly name: string
  /** Starts translations. Resolves with the parts of the id of ours, in the order of `to`: HeyGen's ids, and what it will not tell again. */
  start(http: Http, request: HeygenRequest, options: CreateOptions): Promise<string[]>
  /** How one stands, in the words of version 3. @throws {ApiError} 404 */
  one(http: Http, id: string): Promise<Body>
  /** How many stand, 100 at most. Version 2 cannot tell. */
  statuses?(http: Http, ids: readonly string[]): Promise<Told[]>
}

/** How one stands, from an answer about many: nothing of its files. */
export interface Told {
  id: string
  word: string
  failure?: string | undefined
}
