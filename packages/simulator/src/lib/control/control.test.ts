import { beforeEach, expect, test } from 'vitest'
import { createSimulator, type Simulator } from '../simulator.ts'

let simulator: Simulator

beforeEach(async () => {
  simulator = createSimulator({ face: 'status', speed: 0, scenario: '1m' })
  await send('POST', '/start', { job_id: 'a' })
})

async function send(
  method: string,
  path: string,
  body?: unknown,
  headers: HeadersInit = {},
  host = '127.0.0.1:5000',
) {
  const json = typeof body === 'string' ? body : JSON.stringify(body)
  const init = { method, headers, ...(body !== undefined && { body: json }) }
  return await simulator.fetch(`http://${host}${path}`, init)
}

async function result(): Promise<unknown> {
  return ((await (await send('GET', '/status/a')).json()) as { result: string }).result
}

test.each([
  ['finish', undefined, 'completed'],
  ['fail', { message: 'as I wish' }, 'error'],
  ['cancel', undefined, 'error'],
  ['advance', { by: '2m' }, 'completed'],
  ['advance', { by: 30_000 }, 'pending'],
])('%s with %j makes the job %s', async (verb, body, end) => {
  expect((await send('POST', `/_simulator/jobs/status/a/${verb}`, body)).status).toBe(200)
  expect(await result()).toBe(end)
})

test('the client gets the reason that was given to fail', async () => {
  await send('POST', '/_simulator/jobs/status/a/fail', { message: 'as I wish' })
  expect(await (await send('GET', '/status/a')).json()).toMatchObject({ error_message: 'as I wish' })
})

test('time moves for all jobs, and new jobs play the scenario that was set', async () => {
  await send('POST', '/_simulator/clock/advance', { by: '1m' })
  expect(await result()).toBe('completed')
  await send('PUT', '/_simulator/scenario', 'fails-early')
  await send('POST', '/start', { job_id: 'a' })
  simulator.advance('1s')
  expect(await result()).toBe('error')
})

test('faults can be set at runtime', async () => {
  const rules = [{ route: 'GET /status/*', times: 1, fault: { kind: 'answer', status: 503 } }]
  await send('PUT', '/_simulator/faults', { rules })
  expect((await send('GET', '/status/a')).status).toBe(503)
  expect((await send('GET', '/status/a')).status).toBe(200)
})

test('the state has jobs, scenarios, and the last requests with their answers', async () => {
  await send('GET', '/status/nobody')
  const state = (await (await send('GET', '/_simulator/state')).json()) as Record<string, unknown>
  expect(state).toMatchObject({
    jobs: [{ face: 'status', id: 'a', status: 'running', targets: [{ status: 'running' }] }],
    scenario: { durationMs: '1m' },
    requests: [
      { method: 'POST', path: '/start', status: 200 },
      { method: 'GET', path: '/status/nobody', status: 404 },
    ],
  })
  expect(JSON.stringify(state['scenarios'])).toContain('fails-late')
  const page = await send('GET', '/_simulator')
  expect(page.headers.get('content-type')).toContain('text/html')
  // The page must load nothing from elsewhere.
  expect((await page.text()).match(/https?:|\bsrc=|@import/)).toBeNull()
})

test.each([
  ['an unknown job', 404, 'POST', '/_simulator/jobs/status/b/finish', undefined],
  ['an unknown scenario', 400, 'PUT', '/_simulator/scenario', 'nonsense'],
  ['an invalid duration', 400, 'POST', '/_simulator/clock/advance', { by: 'far' }],
  [
    'an unknown kind of fault',
    400,
    'PUT',
    '/_simulator/faults',
    { rules: [{ route: 'GET /', fault: { kind: 'odd' } }] },
  ],
  ['a duration beyond the range of dates', 400, 'POST', '/_simulator/clock/advance', { by: 1e308 }],
  [
    'a duration of a job beyond the range of dates',
    400,
    'POST',
    '/_simulator/jobs/status/a/advance',
    { by: '99999d' },
  ],
])('%s is %i', async (_, status, method, path, body) => {
  expect((await send(method, path, body)).status).toBe(status)
})

test.each([
  { kind: 'answer', status: 99 },
  { kind: 'answer', status: 204, body: 'text' },
  { kind: 'answer', status: 503, retryAfter: 5 },
  { kind: 'answer', status: 503, mediaType: 'text/plain\n' },
  { kind: 'redirect', status: 200 },
  { kind: 'slow', part: 'body', ms: 'x' },
  { kind: 'slow', part: 'body', ms: -1 },
  { kind: 'slow', part: 'middle', ms: 1 },
  { kind: 'reset' },
])('the fault %j is refused', async (fault) => {
  const rules = [{ route: 'GET /status/*', fault }]
  expect((await send('PUT', '/_simulator/faults', { rules })).status).toBe(400)
  expect((await send('GET', '/status/a')).status).toBe(200)
})

test('a rule with an invalid count is refused', async () => {
  const fault = { kind: 'answer', status: 503 }
  const rule = { route: 'GET /status', times: 'x', fault }
  expect((await send('PUT', '/_simulator/faults', { rules: [rule] })).status).toBe(400)
})

test('special characters in the route of a rule stand for themselves', async () => {
  const rules = [{ route: 'GET /status/(a', fault: { kind: 'answer', status: 503 } }]
  expect((await send('PUT', '/_simulator/faults', { rules })).status).toBe(200)
  expect((await send('GET', '/status/(a')).status).toBe(503)
})

test.each([
  ['a name that leads here', {}, 'evil.example:5000'],
  ['a page from elsewhere', { origin: 'https://evil.example' }, undefined],
  ['a form of a page from elsewhere', { 'sec-fetch-site': 'cross-site' }, undefined],
])('%s can control nothing', async (_, headers, host) => {
  expect((await send('POST', '/_simulator/jobs/status/a/finish', undefined, headers, host)).status).toBe(403)
  expect((await send('GET', '/_simulator/state', undefined, headers, host)).status).toBe(403)
  expect(await result()).toBe('pending')
})

test.each(['localhost:5000', '[::1]:5000', '127.0.0.1:5000'])(
  'the own page at %s can control jobs',
  async (host) => {
    const headers = { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }
    expect((await send('POST', '/_simulator/jobs/status/a/finish', undefined, headers, host)).status).toBe(
      200,
    )
  },
)
