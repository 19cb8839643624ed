import type { Http } from './http/http.ts'
import type { Protocol } from './protocol.ts'

/** A server's address with its protocol. */
export interface Connection<Request = never> {
  readonly protocol: Protocol<Request>
  readonly http: Http
  /** When this client created each translation: it may not be visible everywhere at once. */
  readonly createdMs: Map<string, number>
}
