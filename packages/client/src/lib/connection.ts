import type { Http } from './http/http.ts'
import type { Protocol } from './protocol.ts'

/** The server, and what is spoken there. */
export interface Connection<Request = never> {
  readonly protocol: Protocol<Request>
  readonly http: Http
  /** When this client created what: for a moment it may not be visible everywhere. */
  readonly createdMs: Map<string, number>
}
