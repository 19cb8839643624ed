import { describe, expect, it, vi } from 'vitest'
import { EngineError } from '../engine-error.ts'
import { createSimulatedEngine } from '../engines/simulated/engine.ts'
import {
  engineOf,
  type Fetch,
  inProcess,
  overSocket,
  postJson,
  startServer,
  temporaryFolder,
  useServer,
} from '../../../test/support/test-server.ts'

const SOURCE = 'https://example.com/talk.mp4'
const statusFace = { source: SOURCE, to: 'es' }

async function untilEnded(ask: Fetch, path: string): Promise<Record<string, unknown>> {
  for (;;) {
    const body = (await (await ask(path)).json()) as Record<string, unknown>
    if (body['result'] !== 'pending') return body
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('a server that plays the status face', () => {
  it.each(['/status?job_id=talk-1', '/status/talk-1', '/job/talk-1', '/job/talk-1/'])(
    'translates what was started by a caller’s id, told at %s',
    async (path) => {
      const ask = inProcess(await startServer({ statusFace }))
      const started = await ask('/start', postJson({ job_id: 'talk-1' }))
      expect([started.status, await started.json()]).toEqual([
        200,
        { message: 'Job started', job_id: 'talk-1', result: 'pending', status: 'pending' },
      ])
      expect(await untilEnded(ask, path)).toMatchObject({ job_id: 'talk-1', status: 'completed' })
      const { items } = (await (await ask('/v1/translations')).json()) as { items: object[] }
      expect(items).toMatchObject([{ reference: 'talk-1', source: { url: SOURCE }, status: 'completed' }])
    },
  )

  it('creates an id by default, accepts an empty body, and finds the job without an id', async () => {
    const ask = inProcess(await startServer({ statusFace }))
    const { job_id: id } = (await (await ask('/create_job', { method: 'POST' })).json()) as { job_id: string }
    expect(await untilEnded(ask, `/status?job_id=${id}`)).toMatchObject({ job_id: id, result: 'completed' })
    expect(await (await ask('/status')).json()).toMatchObject({ result: 'pending' })
    expect(await untilEnded(ask, '/status')).toMatchObject({ result: 'completed' })
  })

  it('reports a failure with its reason, and has no key `error` before', async () => {
    const asked = Promise.withResolvers<void>()
    const run = async () => {
      await asked.promise
      throw new EngineError('broken', 'The work failed.')
    }
    const ask = inProcess(await startServer({ statusFace, engines: [engineOf({ run })] }))
    await ask('/start', postJson({ job_id: 'a' }))
    expect(await (await ask('/status/a')).json()).not.toHaveProperty('error')
    asked.resolve()
    expect(await untilEnded(ask, '/status/a')).toMatchObject({
      status: 'error',
      error_message: expect.stringContaining('The work failed.'),
    })
  })

  it('cancels, and restarts an ended job but not a running one', async () => {
    const engines = [
      engineOf({
        run: (_task, { signal }) =>
          new Promise((_, no) => signal.addEventListener('abort', () => no(signal.reason as Error))),
      }),
    ]
    const ask = inProcess(await startServer({ statusFace, engines }))
    const count = async () =>
      ((await (await ask('/v1/translations')).json()) as { items: object[] }).items.length
    for (const _ of [1, 2]) await ask('/start', postJson({ job_id: 'a' }))
    expect(await count()).toBe(1)
    await ask('/job/a/cancel', { method: 'POST' })
    expect(await untilEnded(ask, '/job/a')).toMatchObject({ result: 'error' })
    await ask('/start', postJson({ job_id: 'a' }))
    expect(await count()).toBe(2)
  })

  it('refuses in the format of the contract: an empty id, an unknown id, nothing to translate', async () => {
    const ask = inProcess(await startServer({ statusFace: {} }))
    const answers = [
      await ask('/start', postJson({ job_id: '' })),
      await ask('/status/none'),
      await ask('/start', postJson({ job_id: 'b' })),
    ]
    expect(answers.map(({ status }) => status)).toEqual([400, 404, 400])
    for (const answer of answers) {
      expect(answer.headers.get('content-type')).toContain('application/json')
      expect(await answer.json()).not.toHaveProperty('result')
    }
  })

  it('does not restart the job without an id for another key, nor after a restart', async () => {
    const apiKeys = ['alice', 'bobby'].map((name) => ({ name, key: `a-key-that-belongs-to-${name}` }))
    const engines = [createSimulatedEngine({ scenario: { durationMs: 60_000 } })]
    const dataDir = await temporaryFolder()
    const options = { statusFace, apiKeys, engines, dataDir }
    const first = await startServer(options)
    const asking = (server: typeof first) =>
      apiKeys.map(({ key }) => inProcess(server, { authorization: `Bearer ${key}` }))
    const count = async (ask: Fetch) =>
      ((await (await ask('/v1/translations')).json()) as { items: object[] }).items.length
    for (const ask of [...asking(first), ...asking(first)]) await ask('/status')
    await first.close({ graceMs: 0 })
    const second = asking(await startServer(options))
    for (const ask of second) await ask('/status')
    expect(await Promise.all(second.map(count))).toEqual([1, 1])
  })

  it('reports the end of the job without an id until nobody has asked for long enough', async () => {
    const ask = inProcess(await startServer({ statusFace: { ...statusFace, restartAfterMs: 600_000 } }))
    await untilEnded(ask, '/status')
    const count = async () =>
      ((await (await ask('/v1/translations')).json()) as { items: object[] }).items.length
    expect(await (await ask('/status')).json()).toMatchObject({ result: 'completed' })
    expect(await count()).toBe(1)
    const now = Date.now
    vi.spyOn(Date, 'now').mockImplementation(() => now() + 601_000)
    await ask('/status')
    vi.restoreAllMocks()
    expect(await count()).toBe(2)
  })

  it('starts jobs for an allowed origin, and none for another page', async () => {
    const origin = 'https://app.example'
    const ask = await overSocket(await startServer({ statusFace, corsOrigins: [origin] }))
    const headers = { origin, 'sec-fetch-site': 'cross-site' }
    const answer = await ask('/start', { method: 'POST', headers, body: '{"job_id":"a"}' })
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, origin])
    const foreign = { ...headers, origin: 'https://evil.example' }
    expect((await ask('/start', { method: 'POST', headers: foreign })).status).toBe(403)
  })

  it('requires a key if the server has keys', async () => {
    const apiKeys = [{ name: 'a', key: 'a-key-of-sixteen-chars' }]
    const server = await startServer({ statusFace, apiKeys })
    expect((await inProcess(server)('/status')).status).toBe(401)
    const ask = inProcess(server, { authorization: 'Bearer a-key-of-sixteen-chars' })
    expect(await (await ask('/status')).json()).toMatchObject({ result: 'pending' })
  })
})

describe('a status face that starts nothing', () => {
  const ask = useServer({ statusFace })

  it.each(['/status', '/status/', '/status?job_id=a', '/start', '/create_job', '/job/a', '/jobs'])(
    'starts nothing for HEAD %s, and does not break',
    async (path) => {
      const { status } = await ask(path, { method: 'HEAD' })
      expect(status).toBeLessThan(500)
      expect(await (await ask('/v1/translations')).json()).toMatchObject({ items: [] })
    },
  )

  it('starts nothing for the image of a foreign page', async () => {
    const answer = await ask('/status', { headers: { 'sec-fetch-site': 'cross-site' } })
    expect(answer.status).toBe(403)
    expect(await (await ask('/v1/translations')).json()).toMatchObject({ items: [] })
  })

  it('refuses deeply nested JSON as bad input', async () => {
    const body = `{"job_id":"a","video_url":${'['.repeat(1_000)}${']'.repeat(1_000)}}`
    expect((await ask('/start', { method: 'POST', body })).status).toBe(400)
    expect(await (await ask('/v1/translations')).json()).toMatchObject({ items: [] })
  })

  it('refuses an invalid source as bad input', async () => {
    const answer = await ask('/start', postJson({ job_id: 'c', video_url: 'file:///etc/passwd' }))
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error_message: expect.stringContaining('http(s) URL') })
  })
})

describe('a status face that starts jobs', () => {
  const ask = useServer({ statusFace })

  it.each(['/start_job', '/jobs', '/job', '/createJob', '/create', '/start'])(
    'makes the id of what POST %s starts without a body',
    async (path) => {
      const { job_id: id } = (await (await ask(path, { method: 'POST' })).json()) as { job_id: string }
      expect(await untilEnded(ask, `/jobs/${id}`)).toMatchObject({ job_id: id, status: 'completed' })
    },
  )
})

it('a server without this setting has no such paths', async () => {
  expect((await inProcess(await startServer())('/status')).status).toBe(404)
})
