import type { Http } from './http/http.ts'

const CLIENTS = new WeakMap<object, Http>()

/** Lets `uploadTo`, which is a separate entry, make requests as a client does. */
export function shareHttp(client: object, http: Http): void {
  CLIENTS.set(client, http)
}

export function httpOf(client: object): Http {
  const http = CLIENTS.get(client)
  if (!http) throw new TypeError('The argument is not a VideoTranslationClient.')
  return http
}
