import './load-parts.ts'
import { type ClientOptions, VideoTranslationClient } from 'video-translation-client'
import { createFakeApi, type FakeApi } from './fake-api.ts'

export const server = 'https://translate.example.com'

export function setUp(options: ClientOptions = {}): { api: FakeApi; client: VideoTranslationClient } {
  const api = createFakeApi()
  return { api, client: new VideoTranslationClient(server, { fetch: api.fetch, ...options }) }
}

/** Records the result of a promise without waiting for it. */
export function follow<T>(promise: Promise<T>): { result?: T; error?: unknown } {
  const state: { result?: T; error?: unknown } = {}
  promise.then(
    (result) => (state.result = result),
    (error: unknown) => (state.error = error),
  )
  return state
}
