import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const SERVER = 'http://server.test'
const PAGE = '/translations/tr_1'
const EVENTS = `${SERVER}/v1${PAGE}/events`
const GET = { method: 'GET' }
const STREAM = {
  method: 'POST',
  body: JSON.stringify({ translations: [{ id: 'tr_1', version: 0 }] }),
}

interface Asked {
  url: string
  key: string | null
  signal: AbortSignal | null | undefined
}

const asked: Asked[] = []
/** Sends a state on the stream of the page. */
let send: (state: object) => void
let storedKey: string | null

beforeEach(() => {
  vi.useFakeTimers()
  vi.resetModules()
  asked.length = 0
  storedKey = null
  vi.stubGlobal('document', { querySelector: () => ({ src: `${SERVER}/assets/index.js` }) })
  vi.stubGlobal('location', { pathname: PAGE, search: '' })
  vi.stubGlobal('sessionStorage', { getItem: () => storedKey })
  vi.stubGlobal('fetch', async (url: string, { headers, signal }: RequestInit) => {
    asked.push({ url, signal, key: new Headers(headers).get('authorization') })
    return new Response(url.endsWith('/stream') ? stream() : `answer ${asked.length}`)
  })
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

function stream(): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    start(controller) {
      send = (state) =>
        controller.enqueue(encoder.encode(`event: translation\ndata: ${JSON.stringify(state)}\n\n`))
    },
  })
}

async function open() {
  const { askAhead } = await import('./ahead.ts')
  const { fetchAhead } = await import('./fetch-ahead.ts')
  askAhead()
  return fetchAhead
}

/** Opens the page, the client of which has read as many states as were sent. */
async function openWith(...states: object[]) {
  const fetchAhead = await open()
  for (const state of states) send(state)
  const { body } = await fetchAhead(`${SERVER}/v1/translations/stream`, STREAM)
  const reader = body?.getReader()
  for (const state of states)
    expect(new TextDecoder().decode((await reader?.read())?.value)).toContain(JSON.stringify(state))
  return fetchAhead
}

test('an answer that was asked ahead is handed out once', async () => {
  const fetchAhead = await openWith(
    { status: 'running', progress: 0.1 },
    { status: 'running', progress: 0.2 },
  )
  expect(asked).toHaveLength(3)
  expect(await (await fetchAhead(EVENTS, GET)).text()).toBe('answer 2')
  expect(asked).toHaveLength(3)
  expect(await (await fetchAhead(EVENTS, GET)).text()).toBe('answer 4')
})

test.each([
  ['status', { status: 'completed' }],
  ['revision', { status: 'running', revision: 2 }],
  ['cueRevision', { status: 'running', cueRevision: 5 }],
])('an answer is asked for again when the stream has told of a newer %s since', async (_, newer) => {
  const fetchAhead = await openWith({ status: 'running' }, newer)
  expect(await (await fetchAhead(EVENTS, GET)).text()).toBe('answer 4')
  expect(asked[1]).toMatchObject({ url: EVENTS, signal: { aborted: true } })
})

test('an answer is asked for again where the state came another way than by the stream', async () => {
  const fetchAhead = await open()
  expect(await (await fetchAhead(EVENTS, GET)).text()).toBe('answer 4')
  expect(await (await fetchAhead(`${SERVER}/v1/engines`, GET)).text()).toBe('answer 3')
})

test('an answer that nobody took for 20 s is dropped', async () => {
  const fetchAhead = await openWith({ status: 'running' })
  vi.advanceTimersByTime(20_000)
  expect(asked[1]?.signal?.aborted).toBe(true)
  expect(await (await fetchAhead(EVENTS, GET)).text()).toBe('answer 4')
})

test('a kept key that no request can carry is none, and the page asks for one', async () => {
  storedKey = 'schlüssel\n'
  await open()
  expect(asked.map(({ key }) => key)).toEqual([null, null, null])
  const { readApiKey } = await import('./api-key.ts')
  expect(readApiKey()).toBeUndefined()
  storedKey = 'key-0123'
  expect(readApiKey()).toBe('key-0123')
})

test('the page starts also where nothing can be asked ahead', async () => {
  vi.stubGlobal('fetch', () => {
    throw new Error('blocked')
  })
  const fetchAhead = await open()
  await expect(fetchAhead(EVENTS, GET)).rejects.toThrow('blocked')
})
