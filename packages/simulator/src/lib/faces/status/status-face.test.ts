import { beforeEach, describe, expect, test } from 'vitest'
import { createSimulator, type Simulator, type SimulatorOptions } from '../../simulator.ts'

type Body = Record<string, unknown>

let simulator: Simulator

beforeEach(() => play())

function play(options: SimulatorOptions = {}): void {
  simulator = createSimulator({ face: 'status', speed: 0, scenario: '2500ms', ...options })
}

async function ask(
  path: string,
  init?: RequestInit,
): Promise<{ status: number; body: Body; type: string | null }> {
  const response = await simulator.fetch(path, init)
  const type = response.headers.get('content-type')
  return { status: response.status, body: (await response.json()) as Body, type }
}

const post = (path: string, body?: BodyInit, headers: HeadersInit = {}) =>
  ask(path, { method: 'POST', headers, ...(body !== undefined && { body }) })

const start = (id: string, scenario?: string) =>
  post('/start', JSON.stringify({ job_id: id }), scenario ? { 'x-simulate': scenario } : {})

describe('the implicit job of a server without ids', () => {
  test('starts with the first request, and completes', async () => {
    expect((await ask('/status')).body).toMatchObject({ result: 'pending', status: 'pending' })
    simulator.advance('2s')
    expect((await ask('/status')).body['result']).toBe('pending')
    simulator.advance('1s')
    expect((await ask('/status')).body).toMatchObject({ result: 'completed', status: 'completed' })
  })

  test('reports its end to every client, and starts anew only after a minute without a request', async () => {
    await ask('/status')
    simulator.advance('1h')
    for (const pause of ['0s', '59s', '30s', '59s']) {
      simulator.advance(pause)
      expect((await ask('/status')).body['result']).toBe('completed')
    }
    simulator.advance('1m')
    expect((await ask('/status')).body['result']).toBe('pending')
  })

  test('reports an end that no client has heard, even after a long pause', async () => {
    await ask('/status')
    simulator.advance('1h')
    expect((await ask('/status')).body['result']).toBe('completed')
  })

  test('starts anew after a pause that the settings choose', async () => {
    play({ restartAfterMs: 5000 })
    await ask('/status')
    simulator.advance('3s')
    expect((await ask('/status')).body['result']).toBe('completed')
    simulator.advance('4999ms')
    expect((await ask('/status')).body['result']).toBe('completed')
    simulator.advance('5s')
    expect((await ask('/status')).body['result']).toBe('pending')
  })

  test('is not started by HEAD, and HEAD does not end the pause', async () => {
    const head = async () => (await simulator.fetch('/status', { method: 'HEAD' })).status
    expect(await head()).toBe(200)
    expect(simulator.jobs).toEqual([])
    await ask('/status')
    simulator.advance('3s')
    await ask('/status')
    for (const _ of [1, 2]) {
      simulator.advance('30s')
      expect(await head()).toBe(200)
    }
    expect((await ask('/status')).body['result']).toBe('pending')
  })
})

test('a job without a scenario takes two seconds', async () => {
  play({ scenario: {} })
  await start('a')
  simulator.advance(1999)
  expect((await ask('/job/a')).body['result']).toBe('pending')
  simulator.advance(1)
  expect((await ask('/job/a')).body['result']).toBe('completed')
})

test('the next request starts the job if an earlier start failed', async () => {
  expect((await ask('/status', { headers: { 'x-simulate': 'nonsense' } })).status).toBe(400)
  expect((await ask('/status')).body['result']).toBe('pending')
})

describe('jobs with ids', () => {
  test.each([
    '/status?job_id=talk-1',
    '/status/talk-1',
    '/job/talk-1',
    '/jobs/talk-1',
    '/status/talk-1/',
    '/status/?job_id=talk-1',
  ])('%s shows the status of a job', async (path) => {
    expect((await start('talk-1')).body).toMatchObject({ message: 'Job started', job_id: 'talk-1' })
    expect((await ask(path)).body).toMatchObject({ job_id: 'talk-1', status: 'pending', result: 'pending' })
    simulator.advance('3s')
    expect((await ask(path)).body).toMatchObject({
      job_id: 'talk-1',
      status: 'completed',
      result: 'completed',
    })
  })

  test.each([
    ['JSON', JSON.stringify({ job_id: 'a' }), { 'content-type': 'application/json' }],
    ['JSON that does not say so', JSON.stringify({ job_id: 'a' }), {}],
    ['a form', 'job_id=a', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['several parts', parts({ job_id: 'a' }), {}],
  ])('are started by %s', async (_, body, headers) => {
    expect((await post('/start', body, headers)).body['job_id']).toBe('a')
  })

  test('are started by parameters of the URL, too', async () => {
    expect((await post('/start?job_id=a')).body['job_id']).toBe('a')
  })

  test.each(['job_id', 'jobId', 'jobid', 'task_id', 'taskId', 'translation_id', 'id'])(
    'are found by the field %s, in a start and in a query',
    async (field) => {
      const started = await post('/start', JSON.stringify({ [field]: 'talk-1' }))
      expect(started.body['job_id']).toBe('talk-1')
      expect((await ask(`/status?${field}=talk-1`)).body['job_id']).toBe('talk-1')
      expect((await ask(`/status?${field}=other`)).status).toBe(404)
    },
  )

  test.each([
    ['a list', '{"job_id":["a"]}'],
    ['an object', '{"job_id":{"a":1}}'],
    ['a truth value', '{"job_id":true}'],
    ['a number that JSON cannot hold', '{"job_id":1e400}'],
    ['a number that would be rounded', '{"job_id":12345678901234567890}'],
    ['two fields of a form', 'job_id=a&job_id=b'],
    ['a list of languages', '{"job_id":"a","target_language":["es"]}'],
  ])('are not started by %s in place of one text', async (_, body) => {
    expect(await post('/start', body)).toMatchObject({ status: 400, body: { error: 'bad_request' } })
    expect(simulator.jobs).toEqual([])
  })

  test('two ids in one query are refused, and start nothing', async () => {
    expect((await ask('/status?job_id=a&job_id=b')).status).toBe(400)
    expect((await post('/start?job_id=a&job_id=b')).status).toBe(400)
    expect(simulator.jobs).toEqual([])
  })

  const STARTS = ['start', 'start_job', 'translate', 'create_job', 'createJob', 'create', 'jobs', 'job']

  test.each(STARTS)('/%s takes an empty body and makes an id', async (name) => {
    const ids = [await post(`/${name}`), await post(`/${name}`)].map(({ body }) => body['job_id'])
    expect(new Set(ids).size).toBe(2)
    expect((await ask(`/job/${String(ids[0])}`)).body).toMatchObject({ job_id: ids[0], status: 'pending' })
  })

  test.each(STARTS)('/%s takes languages and the id of the caller', async (name) => {
    const body = { job_id: 'mine', source_language: 'en', target_language: 'es' }
    expect((await post(`/${name}`, JSON.stringify(body))).body['job_id']).toBe('mine')
    expect((await ask('/status/mine')).body).toMatchObject(body)
  })

  test('a second start changes nothing while the job runs, and starts a new job after its end', async () => {
    await start('a')
    simulator.advance('2s')
    expect((await start('a')).body).toMatchObject({ message: 'Job started', job_id: 'a' })
    simulator.advance('1s')
    expect((await ask('/job/a')).body['status']).toBe('completed')
    await start('a')
    expect((await ask('/job/a')).body['status']).toBe('pending')
  })

  test('a canceled job becomes an error, and a job that has ended does not change', async () => {
    await start('a')
    expect((await post('/job/a/cancel')).body).toMatchObject({
      result: 'error',
      message: expect.stringMatching(/canceled/),
    })
    await start('b')
    simulator.advance('3s')
    expect((await post('/job/b/cancel')).body['result']).toBe('completed')
  })
})

test('the key `error` appears only with an error, whose text is in every field that clients read', async () => {
  const bodies: Body[] = [(await start('a', 'fails-late')).body, (await ask('/status/a')).body]
  simulator.advance('2s')
  bodies.push((await ask('/status/a')).body, (await ask('/status')).body)
  expect(bodies.filter((body) => 'error' in body || 'error_message' in body)).toEqual([])
  simulator.advance('1s')
  const text = expect.stringMatching(/failed/)
  expect((await ask('/status/a')).body).toMatchObject({
    result: 'error',
    status: 'error',
    error: text,
    error_message: text,
    message: text,
  })
})

test('an unknown word is not an end: the job goes on, and no new one starts', async () => {
  await start('a', 'unknown-status; 1m')
  await ask('/status', { headers: { 'x-simulate': 'unknown-status; 1m' } })
  simulator.advance('30s')
  expect((await start('a')).body['result']).toBe('reticulating')
  for (const path of ['/status/a', '/status']) {
    expect((await ask(path)).body['result']).toBe('reticulating')
    simulator.advance('5s')
    expect((await ask(path)).body['result']).toBe('reticulating')
  }
  simulator.advance('20s')
  expect((await ask('/status/a')).body['result']).toBe('completed')
  expect((await ask('/status')).body).toMatchObject({ job_id: 'implicit', result: 'completed' })
})

test.each([
  ['an unknown id', 404, '/status/nobody', {}],
  ['an unknown id to cancel', 404, '/job/nobody/cancel', { method: 'POST' }],
  ['an empty id', 400, '/status?job_id=', {}],
  ['an empty id by another name', 400, '/status?jobId=', {}],
  ['a start with an empty id in the address', 400, '/create_job?job_id=', { method: 'POST' }],
  ['a start with an empty id', 400, '/start', { method: 'POST', body: '{"job_id":""}' }],
  ['broken JSON', 400, '/start', { method: 'POST', body: '{"job_id":' }],
  ['a list', 400, '/translate', { method: 'POST', body: '[]' }],
  ['a path that is not', 404, '/nowhere', {}],
  ['a method that is not', 405, '/start', {}],
  ['a scenario that is not', 400, '/create_job', { method: 'POST', headers: { 'x-simulate': 'nonsense' } }],
])('%s is %i as JSON, without the status of a job', async (_, status, path, init) => {
  const { body, type, ...answer } = await ask(path, init)
  expect(answer.status).toBe(status)
  expect(type).toBe('application/json')
  expect(body).toMatchObject({ message: expect.any(String), error_message: expect.any(String) })
  expect(body).not.toHaveProperty('result')
  expect(body).not.toHaveProperty('status')
})

test('frequent requests are never refused', async () => {
  await start('a')
  const answers = await Promise.all(Array.from({ length: 500 }, () => ask('/status/a')))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
})

test('many jobs meet the error rate, and the same seed fails the same jobs', async () => {
  const failures = async (seed: string) => {
    play({ scenario: '1s;errorRate=0.3', seed })
    const ids = Array.from({ length: 400 }, (_, index) => `job-${index}`)
    await Promise.all(ids.map((id) => start(id)))
    simulator.advance('2s')
    const answers = await Promise.all(ids.map((id) => ask(`/status/${id}`)))
    return answers.filter(({ body }) => body['result'] === 'error').map(({ body }) => body['job_id'])
  }
  const failed = await failures('one')
  expect(failed.length / 400).toBeGreaterThan(0.2)
  expect(failed.length / 400).toBeLessThan(0.4)
  expect(await failures('one')).toEqual(failed)
  expect(await failures('other')).not.toEqual(failed)
})

function parts(fields: Record<string, string>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}
