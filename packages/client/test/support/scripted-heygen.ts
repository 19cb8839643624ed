import { VideoTranslationClient } from 'video-translation-client'
import { vi } from 'vitest'
import { heygen, type HeygenOptions, type HeygenRequest } from '../../src/protocols/heygen.ts'
import './load-parts.ts'

const SERVER = 'https://api.heygen.example'
export const PATH = '/v3/video-translations'
export const VIDEO = 'https://example.com/talk.mp4?token=secret'

export interface Asked {
  call: string
  headers: Headers
  body: unknown
}

/** A client of a server whose answers a test gives: a body, a whole answer, or nothing for a lost one. */
export function setUp(answer: (asked: Asked, before: number) => unknown, options?: HeygenOptions) {
  const asked: Asked[] = []
  const warn = vi.fn()
  const fetch = async (input: string, init: RequestInit = {}): Promise<Response> => {
    const { pathname, search, origin } = new URL(input)
    const call = `${init.method} ${origin === SERVER ? '' : origin}${pathname}${decodeURIComponent(search)}`
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : init.body
    const one = { call, headers: new Headers(init.headers), body }
    const given = answer(one, asked.length)
    asked.push(one)
    if (given === undefined) throw new TypeError('fetch failed')
    return given instanceof Response ? given : Response.json(given)
  }
  const client = new VideoTranslationClient<HeygenRequest>(SERVER, {
    protocol: heygen(options),
    apiKey: 'the-key',
    fetch: fetch as typeof globalThis.fetch,
    logger: { debug() {}, info() {}, error() {}, warn },
    retry: { minDelayMs: 1, maxDelayMs: 1 },
  })
  return { client, asked, warn, calls: () => asked.map(({ call }) => call) }
}
