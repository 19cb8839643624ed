import { expect, test, vi } from 'vitest'
import { useVirtualTime } from '../../../client/test/support/virtual-time.ts'
import type { Face } from './serving/face.ts'
import { Refusal } from './refusal.ts'
import { createSimulator } from './simulator.ts'

useVirtualTime()

const SOURCE = 'https://example.com/talk.mp4'

function create(body: object = {}, headers: HeadersInit = {}): RequestInit {
  const json = JSON.stringify({ source: { url: SOURCE }, to: ['es', 'fr'], ...body })
  return { method: 'POST', body: json, headers: { 'content-type': 'application/json', ...headers } }
}

async function json(response: Promise<Response>): Promise<Record<string, unknown>> {
  return (await (await response).json()) as Record<string, unknown>
}

test('the same seed gives the same run: ids, times and failures', async () => {
  const run = async (seed: string) => {
    const { fetch, advance } = createSimulator({
      face: 'native',
      speed: 0,
      seed,
      scenario: 'uniform:1s,9s;errorRate=0.5',
    })
    const created = await Promise.all(
      Array.from({ length: 20 }, () => json(fetch('/v1/translations', create()))),
    )
    advance('10s')
    return await Promise.all(created.map(({ id }) => json(fetch(`/v1/translations/${String(id)}`))))
  }
  const withoutLinks = (items: unknown[]) => JSON.stringify(items).replace(/"url\w*":"[^"]*"/g, '')
  expect(withoutLinks(await run('a'))).toBe(withoutLinks(await run('a')))
  expect(withoutLinks(await run('b'))).not.toBe(withoutLinks(await run('a')))
})

test('faces share an address, and each refuses in its own format', async () => {
  const { fetch } = createSimulator({ faces: ['status', 'native'] })
  expect((await fetch('/status')).status).toBe(200)
  expect((await fetch('/v1/translations')).status).toBe(200)
  expect(await json(fetch('/v1/nothing'))).toMatchObject({ code: 'not_found', type: expect.any(String) })
  expect(await json(fetch('/start/x/y'))).toMatchObject({ error: 'not_found' })
  expect(() => createSimulator({ face: 'nobody' as 'status' })).toThrow('There is no face "nobody"')
})

test.each(['/', '/queue', '/health'])('the unknown path %s gets a 404 in flat JSON', async (path) => {
  const { fetch } = createSimulator()
  const answer = await fetch(path)
  expect(answer.status).toBe(404)
  expect(await answer.json()).toEqual({
    error: 'not_found',
    error_message: `There is no GET ${path}.`,
    message: `There is no GET ${path}.`,
  })
  const { fetch: ask } = createSimulator({ face: 'native' })
  expect(await json(ask(path))).toMatchObject({ code: 'not_found', type: expect.any(String) })
})

test.each([
  '/status',
  '/status/nobody',
  '/v1/translations',
  '/v3/video-translations',
  '/v1/dubbing',
  '/_simulator',
])('HEAD %s is answered like GET, without the body', async (path) => {
  const { fetch } = createSimulator({ speed: 0 })
  const headers = { 'x-api-key': 'k', 'xi-api-key': 'k' }
  const got = await fetch(path, { headers })
  const head = await fetch(path, { method: 'HEAD', headers })
  expect([head.status, Object.fromEntries(head.headers)]).toEqual([
    got.status,
    Object.fromEntries(got.headers),
  ])
  expect(head.body).toBeNull()
})

test('a wrong method gets the methods of the path', async () => {
  const { fetch } = createSimulator()
  const refused = await fetch('/status', { method: 'OPTIONS' })
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  expect((await fetch('/start')).headers.get('allow')).toBe('POST')
  expect((await fetch('/start', { method: 'HEAD' })).status).toBe(405)
})

test('a face of your own is a table of routes', async () => {
  const greeting: Face = {
    name: 'greeting',
    description: 'Greets.',
    routes: ({ jobs, ids }) => ({
      'POST /hello/:name': (call) => {
        const job = jobs.create({
          id: ids.hex('job'),
          targets: ['es'],
          scenario: call.scenario(),
          origin: call.origin,
        })
        return Response.json({ id: job.id, hello: call.params['name'] })
      },
      'GET /hello/:id': (call) => {
        const job = jobs.get(call.params['id'] ?? '')
        if (!job) throw new Refusal(418, 'not_found', 'There is no such greeting.')
        return Response.json({ word: call.countRequest(job).status })
      },
    }),
    refuse: ({ status, message }) => new Response(message, { status }),
  }
  const { fetch, advance } = createSimulator({ face: greeting, speed: 0 })
  const { id, hello } = await json(fetch('/hello/J%C3%BCrgen', { method: 'POST' }))
  expect(hello).toBe('Jürgen')
  advance('1m')
  expect(await json(fetch(`/hello/${String(id)}`))).toEqual({ word: 'completed' })
  const refused = await fetch('/hello/none')
  expect([refused.status, await refused.text()]).toEqual([418, 'There is no such greeting.'])
})

test('a request chooses a scenario by a header, by the URL of its source, or by one of your names', async () => {
  const { fetch, advance } = createSimulator({
    face: 'native',
    speed: 0,
    scenarios: { mine: 'fails-late; 10s' },
  })
  const requests = [
    create({}, { 'x-simulate': 'fails-early' }),
    create({ source: { url: `${SOURCE}?simulate=fails-early` } }),
    create({}, { 'x-simulate': 'mine' }),
    create({}, { 'x-simulate': '{"durationMs":1000,"failTargets":"es"}' }),
    create({}, { 'x-simulate': 'partial; duration=5s' }),
  ]
  const created = await Promise.all(requests.map((init) => json(fetch('/v1/translations', init))))
  const words = () =>
    Promise.all(
      created.map(async ({ id }) => (await json(fetch(`/v1/translations/${String(id)}`)))['status']),
    )
  advance('1s')
  expect(await words()).toEqual(['error', 'error', 'running', 'partial', 'running'])
  advance('9s')
  expect(await words()).toEqual(['error', 'error', 'error', 'partial', 'partial'])
})

test.each([
  ['status', '/start', { job_id: 'a', target_language: 'fr' }],
  ['elevenlabs', '/v1/dubbing', { source_url: SOURCE, target_lang: 'fr' }],
] as const)(
  'with %s, where a request has one language, partial fails nothing and failTargets does',
  async (face, path, body) => {
    const simulator = createSimulator({ face, speed: 0 })
    const end = async (scenario: string) => {
      const headers = { 'x-simulate': scenario, 'xi-api-key': 'k' }
      const form = new URLSearchParams(body)
      const made = await simulator.fetch(path, { method: 'POST', body: form, headers })
      expect(made.status).toBe(200)
      simulator.advance('1m')
      const { jobs } = simulator.backend(face)
      return jobs.list().map((job) => jobs.view(job).status)
    }
    expect((await end('partial')).at(-1)).toBe('completed')
    expect((await end('failTargets=fr')).at(-1)).toBe('error')
  },
)

test('simulated time can run faster than real time, and the header Date shows it', async () => {
  const { fetch } = createSimulator({ face: 'native', speed: 60, scenario: '10m' })
  const { id, expectedSeconds } = await json(fetch('/v1/translations', create()))
  // The client waits in real time, where the ten minutes are ten seconds.
  expect(expectedSeconds).toBe(10)
  vi.advanceTimersByTime(9_900)
  expect((await json(fetch(`/v1/translations/${String(id)}`)))['status']).toBe('running')
  vi.advanceTimersByTime(200)
  const done = await fetch(`/v1/translations/${String(id)}`)
  const { status, createdAt, finishedAt } = (await done.json()) as Record<string, string>
  expect(status).toBe('completed')
  expect(Date.parse(finishedAt ?? '') - Date.parse(createdAt ?? '')).toBe(600_000)
  expect(Math.abs(Date.parse(done.headers.get('date') ?? '') - Date.parse(finishedAt ?? ''))).toBeLessThan(
    10_000,
  )
})

test('a fault by route can lose the answer to a create', async () => {
  const rule = { route: 'POST /v1/translations', times: 1, fault: { kind: 'reset', at: 'done' } } as const
  const simulator = createSimulator({ face: 'native', faults: [rule] })
  await expect(simulator.fetch('/v1/translations', create())).rejects.toThrow('connection reset')
  expect(simulator.jobs).toHaveLength(1)
  expect((await simulator.fetch('/v1/translations', create())).status).toBe(201)
})

test('time cannot move beyond the range of dates', async () => {
  const { fetch, advance } = createSimulator({ face: 'status', speed: 0 })
  expect(() => advance(1e308)).toThrow('at most 2592000000 (30 days)')
  expect(() => advance('far')).toThrow('Write milliseconds, or text such as 10m')
  advance('30d')
  expect((await fetch('/status')).status).toBe(200)
})

test('an abort rejects at once with the caller’s own reason', async () => {
  const { fetch } = createSimulator({ face: 'native', scenario: '1h' })
  const { id } = await json(fetch('/v1/translations', create()))
  const reason = new Error('enough')
  const controller = new AbortController()
  const held = fetch(`/v1/translations/${String(id)}`, {
    headers: { prefer: 'wait=60' },
    signal: controller.signal,
  })
  controller.abort(reason)
  await expect(held).rejects.toBe(reason)
})
