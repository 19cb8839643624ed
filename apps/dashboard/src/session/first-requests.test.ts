import { VideoTranslationClient } from 'video-translation-client'
import { createLive, type LiveTranslations } from 'video-translation-client/live'
import { stats } from 'video-translation-client/operate'
import { expect, test } from 'vitest'
import { firstRequests } from './first-requests.ts'

const SERVER = 'http://server.test'
const ID = 'tr_01a22ccb-244c-7000-a9f2-bf3e6ec232bd'

type Ask = (client: VideoTranslationClient, live: LiveTranslations) => unknown

const engines: Ask = (client) => client.engines()
const counts: Ask = (_, live) => live.counts()
const list: Ask = (_, live) => live.list().listen(() => {})
const overview: Ask = (client) => stats(client, { days: 14 })
const stream: Ask = (_, live) => live.follow(ID, () => {})
const events: Ask = (client) => client.events(ID)
const cues: Ask = (client) => client.cues(ID)

test.each([
  ['/', [list, counts, engines]],
  ['/new', [engines]],
  ['/overview', [overview, counts, engines]],
  [`/translations/${ID}`, [stream, events, engines]],
  [`/translations/${ID}/studio/pt-BR`, [stream, cues, engines]],
])('what the page %s asks ahead is what the client asks', async (path, asks) => {
  const expected = await Promise.all(asks.map(requestOf))
  const ahead = firstRequests(path, '').map(({ path, body, headers = {} }) => ({
    url: SERVER + path,
    method: body === undefined ? 'GET' : 'POST',
    headers,
    body: body ?? null,
  }))
  expect(ahead).toEqual(expected)
})

test('a filter in the address, and an address without a page, ask for the engines alone', () => {
  for (const [path, search] of [
    ['/', '?status=error'],
    ['/translations/tr_1/studio/es/more', ''],
    ['/translations/..%2f', ''],
  ] as const)
    expect(firstRequests(path, search)).toEqual([{ path: '/v1/engines' }])
})

/** The first request of a client, which gets no answer and is closed, so that it never retries. */
async function requestOf(ask: Ask) {
  const { promise, resolve } = Promise.withResolvers<unknown>()
  const client = new VideoTranslationClient(SERVER, {
    fetch: async (url, { method, headers, body } = {}) => {
      resolve({ url, method, headers, body })
      return await new Promise<never>(() => {})
    },
  })
  const live = createLive(client)
  const closed = Promise.resolve(ask(client, live)).catch((error: unknown) => error)
  const request = await promise
  live.close()
  client.close()
  await closed
  return request
}
