import type { Http } from './http/http.ts'
import type { Logger } from './logger.ts'

/** What an entry of its own needs of a client, without making it public. */
export interface Transport {
  http: Http
  log: Logger
}

const transports = new WeakMap<object, Transport>()

export function shareTransport(client: object, transport: Transport): void {
  transports.set(client, transport)
}

export function transportOf(client: object): Transport {
  const transport = transports.get(client)
  if (!transport) throw new TypeError('This is not a VideoTranslationClient.')
  return transport
}
