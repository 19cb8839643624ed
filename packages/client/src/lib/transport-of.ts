import type { Http } from './http/http.ts'

const transports = new WeakMap<object, Http>()

/** Lets an entry of its own use a client's connection without making it public. */
export function shareTransport(client: object, http: Http): void {
  transports.set(client, http)
}

export function transportOf(client: object): Http {
  const http = transports.get(client)
  if (!http) throw new TypeError('This is not a VideoTranslationClient.')
  return http
}
