import { VideoTranslationClient } from 'video-translation-client'
import { vi } from 'vitest'
import { heygen, type HeygenOptions, type HeygenRequest } from '../../src/protocols/heygen.ts'

const SERVER = 'https://api.heygen.example'
export const PATH = '/v3/video-translations'
export const VIDEO = 'https://example.com/talk.mp4?token=secret'

export interface ScriptedRequest {
  call: string
  headers: Headers
  body: unknown
}

/**
 * A client of a scripted server. `respond` returns a body, a whole response, or undefined for a
 * lost one.
 */
export function setUp(
  respond: (request: ScriptedRequest, before: number) => unknown,
  options?: HeygenOptions,
) {
  const requests: ScriptedRequest[] = []
  const warn = vi.fn()
  const fetch = async (input: string, init: RequestInit = {}): Promise<Response> => {
    const { pathname, search, origin } = new URL(input)
    const call = `${init.method} ${origin === SERVER ? '' : origin}${pathname}${decodeURIComponent(search)}`
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : init.body
    const request = { call, headers: new Headers(init.headers), body }
    const response = respond(request, requests.length)
    requests.push(request)
    if (response === undefined) throw new TypeError('fetch failed')
    return response instanceof Response ? response : Response.json(response)
  }
  const client = new VideoTranslationClient<HeygenRequest>(SERVER, {
    protocol: heygen(options),
    apiKey: 'the-key',
    fetch: fetch as typeof globalThis.fetch,
    logger: { debug() {}, info() {}, error() {}, warn },
    retry: { minDelayMs: 1, maxDelayMs: 1 },
  })
  return { client, requests, warn, calls: () => requests.map(({ call }) => call) }
}
