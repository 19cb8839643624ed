import { expect, test } from 'vitest'
import { type FollowedServer, followServer } from './follow-server.ts'
import type { LocalServer } from './local-server.ts'

const REFUSED = new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })

/** A server of the data folder that answers with its name and what it was asked. */
function serverAt(port: number) {
  const state = { isGone: false, isClosed: false, asked: [] as string[] }
  const server: LocalServer = {
    kind: 'local',
    url: `http://127.0.0.1:${port}`,
    apiKey: `key-${port}`,
    async fetch(input, init) {
      if (state.isGone) throw REFUSED
      const { method, url, headers } = new Request(input, init)
      state.asked.push(`${method} ${url} ${headers.get('authorization')}`)
      return new Response(String(port))
    },
    async close() {
      state.isClosed = true
    },
  }
  return Object.assign(state, { server })
}

function follow(...ports: number[]) {
  const [first, ...rest] = ports.map(serverAt)
  if (!first) throw new Error('Name a port.')
  const next = rest.values()
  let finds = 0
  const followed = followServer(first.server, async () => {
    finds += 1
    const found = next.next().value
    if (!found) throw new Error('No server runs.')
    return found.server
  })
  return { followed, servers: [first, ...rest], finds: () => finds }
}

const get = async ({ fetch }: FollowedServer, path = '/v1/a?b=1') =>
  await (await fetch(`http://127.0.0.1:1${path}`)).text()

test('a request that finds the server gone goes to the next one, with the key of that one', async () => {
  const { followed, servers } = follow(1, 2)
  expect(await get(followed)).toBe('1')
  servers[0]!.isGone = true
  expect(await get(followed)).toBe('2')
  expect(servers.flatMap(({ asked }) => asked)).toEqual([
    'GET http://127.0.0.1:1/v1/a?b=1 Bearer key-1',
    'GET http://127.0.0.1:2/v1/a?b=1 Bearer key-2',
  ])
  expect([servers[0]!.isClosed, followed.current.url]).toEqual([true, 'http://127.0.0.1:2'])
})

test('a request that creates something is sent again, because nobody has received it', async () => {
  const { followed, servers } = follow(1, 2)
  servers[0]!.isGone = true
  await followed.fetch('http://127.0.0.1:1/v1/translations', { method: 'POST', body: '{}' })
  expect(servers[1]!.asked).toEqual(['POST http://127.0.0.1:2/v1/translations Bearer key-2'])
})

test('requests that find the same server gone move once', async () => {
  const { followed, servers, finds } = follow(1, 2, 3)
  servers[0]!.isGone = true
  expect(await Promise.all([get(followed), get(followed), get(followed)])).toEqual(['2', '2', '2'])
  expect(finds()).toBe(1)
})

test('an upload whose bytes are used up fails, and the next request goes to the next server', async () => {
  const { followed, servers } = follow(1, 2)
  servers[0]!.isGone = true
  const body = new Blob(['bytes']).stream()
  await expect(followed.fetch('http://127.0.0.1:1/upload', { method: 'PATCH', body })).rejects.toBe(REFUSED)
  expect(await get(followed)).toBe('2')
})

test('a failure that is no refusal is not sent again, and the server stays', async () => {
  const { followed, servers, finds } = follow(1, 2)
  const reset = new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } })
  servers[0]!.server.fetch = () => Promise.reject(reset)
  await expect(get(followed)).rejects.toThrow('fetch failed')
  expect(finds()).toBe(0)
})

test('a request after a failed search searches again', async () => {
  const { followed, servers, finds } = follow(1)
  servers[0]!.isGone = true
  await expect(get(followed)).rejects.toThrow('No server runs.')
  await expect(get(followed)).rejects.toThrow('No server runs.')
  expect(finds()).toBe(2)
})

test('a request object keeps its method and its headers, wherever it goes', async () => {
  const { followed, servers } = follow(1, 2)
  servers[0]!.isGone = true
  const ask = () => new Request('http://127.0.0.1:1/v1/translations/a?b=1', { method: 'DELETE' })
  await followed.fetch(ask())
  await followed.fetch(ask(), { headers: { authorization: 'Bearer mine' } })
  expect(servers[1]!.asked).toEqual([
    'DELETE http://127.0.0.1:2/v1/translations/a?b=1 Bearer key-2',
    'DELETE http://127.0.0.1:2/v1/translations/a?b=1 Bearer mine',
  ])
})

test('a request that is given up does not wait for the next server, and the others do', async () => {
  const first = serverAt(1)
  const next = Promise.withResolvers<LocalServer>()
  const followed = followServer(first.server, () => next.promise)
  first.isGone = true
  const stop = new AbortController()
  const givenUp = followed.fetch('http://127.0.0.1:1/v1/a', { signal: stop.signal })
  const wanted = get(followed)
  await expect.poll(() => first.isClosed).toBe(true)
  stop.abort('enough')
  await expect(givenUp).rejects.toBe('enough')
  next.resolve(serverAt(2).server)
  expect(await wanted).toBe('2')
})

test('closing ends the search for the next server', async () => {
  const first = serverAt(1)
  const untilAborted = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('closed'))))
  const followed = followServer(first.server, untilAborted)
  first.isGone = true
  const asked = expect(get(followed)).rejects.toThrow('closed')
  await expect.poll(() => first.isClosed).toBe(true)
  await followed.close()
  await asked
})

test('an abort without a reason is told as it is', async () => {
  const { followed, servers } = follow(1)
  servers[0]!.server.fetch = () => Promise.reject(null)
  await expect(get(followed)).rejects.toBeNull()
})
