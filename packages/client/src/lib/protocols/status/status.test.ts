import { VideoTranslationClient } from 'video-translation-client'
import { describe, expect, it, vi } from 'vitest'
import { useVirtualTime } from '../../../../test/support/virtual-time.ts'
import { setUpStatus as setUp } from '../../../../test/support/status-server.ts'
import { status, type StatusRequest } from '../../../protocols/status.ts'

const STARTED = { message: 'Job started', job_id: 'talk-1' }

describe('a server of each shape', () => {
  it('gets the caller’s id in the query', async () => {
    const poll = 'GET /status?job_id=talk-1'
    const { client, requests } = setUp({
      'POST /start': STARTED,
      [poll]: [
        { job_id: 'talk-1', status: 'pending' },
        { job_id: 'talk-1', status: 'completed' },
      ],
    })
    expect(await client.create({ reference: 'talk-1' })).toMatchObject({
      id: 'talk-1',
      reference: 'talk-1',
      status: 'pending',
    })
    expect(await client.wait('talk-1')).toMatchObject({ id: 'talk-1', status: 'completed' })
    expect(requests).toEqual([
      { route: 'POST /start', type: 'application/json', body: '{"job_id":"talk-1"}' },
      { route: poll, type: null, body: '' },
      { route: poll, type: null, body: '' },
    ])
  })

  it('chooses the id, and gets the languages', async () => {
    const { client, requests } = setUp(
      { 'POST /translate': { job_id: 'j-7' }, 'GET /job/j-7': { status: 'completed' } },
      { shape: 'translate' },
    )
    const done = await client.translate({ from: 'en', to: 'es' })
    expect(done).toMatchObject({
      id: 'j-7',
      status: 'completed',
      from: 'en',
      targets: [{ language: 'es', status: 'completed' }],
    })
    expect(JSON.parse(requests[0]!.body)).toEqual({ source_language: 'en', target_language: 'es' })
  })

  it('gets a random id without a reference, and the languages', async () => {
    const { client, requests } = setUp({ 'POST /start': { message: 'Job started' } })
    await client.create({ from: 'en', to: 'es' })
    expect(JSON.parse(requests[0]!.body)).toEqual({
      job_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      source_language: 'en',
      target_language: 'es',
    })
  })

  it('chooses the id, and gets no body', async () => {
    const { client, requests } = setUp(
      {
        'POST /create_job': { job_id: 42 },
        'GET /status/42': { status: 'error', error_message: 'No sound.' },
      },
      { shape: 'create_job' },
    )
    const { id } = await client.create({})
    expect(requests).toEqual([{ route: 'POST /create_job', type: null, body: '' }])
    await expect(client.wait(id)).rejects.toMatchObject({
      name: 'TranslationError',
      code: 'error',
      message: 'Translation 42 is error. No sound.',
    })
  })

  it('has one job without an id', async () => {
    const { client } = setUp(
      { 'GET /status': [{ result: 'pending' }, { result: 'pending' }, { result: 'completed' }] },
      { shape: 'single' },
    )
    const seen: string[] = []
    for await (const { id, status: now } of client.watch('video')) seen.push(`${id} ${now}`)
    expect(seen).toEqual(['video pending', 'video completed'])
    await expect(client.create({})).rejects.toMatchObject({ code: 'not_supported' })
  })

  it('can have its own shape', async () => {
    const { client, requests } = setUp(
      {
        'PUT /jobs/a%20b': { ok: true },
        'GET /jobs/a%20b': { phase: 'FINITO' },
        'DELETE /jobs/a%20b': { phase: 'STOPPED' },
      },
      {
        start: 'PUT /jobs/{id}',
        get: 'GET /jobs/{id}',
        cancel: 'DELETE /jobs/{id}',
        body: ({ id, to }) => ({ name: id, lang: to }),
        fields: ['phase'],
        words: { finito: 'completed', stopped: { status: 'canceled' } },
      },
    )
    expect(await client.translate({ reference: 'a b', to: 'it' })).toMatchObject({ status: 'completed' })
    expect(requests[0]).toMatchObject({ body: '{"name":"a b","lang":"it"}' })
    expect(await client.cancel('a b')).toMatchObject({ status: 'canceled', rawStatus: 'STOPPED' })
  })
})

describe('the response to a start', () => {
  it.each([
    [{ status: 'success', job_id: 'a' }, 'pending'],
    [{ status: 'error', message: 'Is queued.' }, 'pending'],
    [{ status: 'ok' }, 'pending'],
    [{ status: 'success', state: 'processing' }, 'running'],
  ])('%j is %s: it never ends a wait', async (answer, first) => {
    const { client, requests } = setUp({
      'POST /start': answer,
      'GET /status?job_id=a': { status: 'completed' },
    })
    const seen: string[] = []
    const onUpdate = ({ status: now }: { status: string }): void => void seen.push(now)
    await client.translate({ reference: 'a' }, { onUpdate })
    expect(seen).toEqual([first, 'completed'])
    expect(requests).toHaveLength(2)
  })

  it.each([
    { jobId: 'a' },
    { task_id: 'a' },
    { id: 'a', message: 'ok' },
    { data: { job_id: 'a' } },
    { job: { id: 'a', status: 'pending' } },
    { job: 'a' },
    { uuid: 'a' },
    { id: 9, data: { job_id: 'a' } },
  ])('%j has the id that the server chose', async (answer) => {
    const { client } = setUp({ 'POST /create_job': answer }, { shape: 'create_job' })
    expect((await client.create({})).id).toBe('a')
  })

  it('without an id is an error if the server chooses it, and the start is not repeated', async () => {
    const { client, requests } = setUp({ 'POST /create_job': { message: 'ok' } }, { shape: 'create_job' })
    await expect(client.create({})).rejects.toMatchObject({
      code: 'invalid_response',
      message: expect.stringContaining('no id of the job'),
    })
    expect(requests).toHaveLength(1)
  })

  it('is not an error if the job already exists: it is searched for', async () => {
    const { client, requests } = setUp({
      'POST /start': Response.json({ error: 'job exists' }, { status: 409 }),
      'GET /status?job_id=a': { status: 'running' },
    })
    expect(await client.create({ reference: 'a' })).toMatchObject({
      id: 'a',
      reference: 'a',
      status: 'running',
    })
    expect(requests.map(({ route }) => route)).toEqual(['POST /start', 'GET /status?job_id=a'])
  })

  it.each([
    [404, Response.json({ error: 'Job Id is already in current Jobs' }, { status: 404 })],
    [400, Response.json({ detail: 'This job_id exists' }, { status: 400 })],
    [422, Response.json({ error: { message: 'A duplicate id.' } }, { status: 422 })],
    [403, Response.json({ error: 'job_exists' }, { status: 403 })],
    [400, new Response('The id a is in use.', { status: 400, headers: { 'content-type': 'text/html' } })],
  ])('is not an error either if the server says so in words with %i', async (_, answer) => {
    const { client } = setUp({ 'POST /start': answer, 'GET /status?job_id=a': { status: 'running' } })
    expect(await client.create({ reference: 'a' })).toMatchObject({ id: 'a', status: 'running' })
  })

  it('is an error without a search if its words are about something else', async () => {
    const refused = Response.json({ error: 'Unknown language' }, { status: 404 })
    const { client, requests } = setUp({
      'POST /start': refused,
      'GET /status?job_id=a': { status: 'running' },
    })
    await expect(client.create({ reference: 'a' })).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('Unknown language'),
    })
    expect(requests).toHaveLength(1)
  })

  it.each([409, 404])('is the server’s error if the search does not find the job (%i)', async (code) => {
    const { client } = setUp({ 'POST /start': Response.json({ error: 'job exists' }, { status: code }) })
    await expect(client.create({ reference: 'a' })).rejects.toMatchObject({ status: code })
  })

  it('is final if the server chooses the ids: there is no id to search for', async () => {
    const { client, requests } = setUp(
      { 'POST /create_job': Response.json({ error: 'job exists' }, { status: 409 }) },
      { shape: 'create_job' },
    )
    await expect(client.create({})).rejects.toMatchObject({ status: 409 })
    expect(requests).toHaveLength(1)
  })
})

describe('a start with a lost response', () => {
  useVirtualTime()

  const lost = new TypeError('fetch failed')
  const quick = { retry: { minDelayMs: 1 } }

  it('is searched for, and found', async () => {
    const { client, requests } = setUp(
      { 'POST /start': lost, 'GET /status?job_id=a': { status: 'pending' } },
      {},
      quick,
    )
    const created = client.create({ reference: 'a' })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await created).toMatchObject({ id: 'a', status: 'pending' })
    expect(requests.map(({ route }) => route)).toEqual(['POST /start', 'GET /status?job_id=a'])
  })

  it('fails if the server chooses the ids', async () => {
    const { client, requests } = setUp({ 'POST /create_job': lost }, { shape: 'create_job' }, quick)
    await expect(client.create({})).rejects.toMatchObject({ code: 'connection_failed' })
    expect(requests).toHaveLength(1)
  })
})

describe('a job of unknown length', () => {
  useVirtualTime()

  it.each([
    [2, [3]],
    [60, [3, 5, 8, 12, 17, 23, 29, 35, 40, 47, 55, 68]],
  ])('that takes %i seconds is noticed soon', async (seconds, ages) => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    const startedMs = Date.now()
    const polls: number[] = []
    const fetch = async (_: unknown, { method }: RequestInit = {}): Promise<Response> => {
      const ageSeconds = (Date.now() - startedMs) / 1000
      if (method === 'POST') return Response.json(STARTED)
      polls.push(Math.round(ageSeconds))
      return Response.json({ status: ageSeconds < seconds ? 'pending' : 'completed' })
    }
    const client = new VideoTranslationClient<StatusRequest>('http://127.0.0.1:5000', {
      protocol: status(),
      fetch: fetch as typeof globalThis.fetch,
    })
    const waiting = client.translate({ reference: 'talk-1' })
    await vi.advanceTimersByTimeAsync(90_000)
    expect(await waiting).toMatchObject({ status: 'completed' })
    vi.restoreAllMocks()
    expect(polls).toEqual(ages)
  })
})
