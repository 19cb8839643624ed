// What a reader of the page about webhooks has.
import type { IncomingHttpHeaders } from 'node:http'
import { standardWebhooks } from 'video-translation-client/webhooks'
import { secret } from './everywhere.ts'

export * from './everywhere.ts'
export const hooks = standardWebhooks(secret)

interface ExpressRequest {
  headers: IncomingHttpHeaders
  body: Uint8Array
}

interface ExpressResponse {
  status(code: number): ExpressResponse
  send(text: string): ExpressResponse
  sendStatus(code: number): ExpressResponse
}

/** The part of Express that the page uses. */
export const express = { raw: (_options: { type: string }) => 'raw' as const }
export const app = {
  post: (
    _path: string,
    _parse: 'raw',
    _handle: (request: ExpressRequest, response: ExpressResponse) => Promise<unknown>,
  ): void => undefined,
}
