import { describe, expect, it, vi } from 'vitest'
import { setUpStatus as setUp } from '../../../../test/support/status-server.ts'

describe('a response', () => {
  it.each([
    [{ result: 'completed' }, 'completed'],
    [{ status: 'completed' }, 'completed'],
    [{ status: 'ok', result: 'error' }, 'error'],
    [{ status: 'Completed', result: 'https://example.com/es.mp4' }, 'completed'],
    [{ status: 'success', result: 'pending' }, 'pending'],
    [{ status: 'success', result: 'rendering', state: 'running' }, 'running'],
    [{ status: 'success', result: 'failed' }, 'error'],
    [{ status: 'success', result: 'completed' }, 'completed'],
    [{ status: 'rendering', result: 'completed' }, 'completed'],
    [{ status: 'pending', result: null, error: null, progress: null }, 'pending'],
    [{ state: 'SUCCESS', progress: 'half' }, 'completed'],
    [{ data: { status: 'completed' } }, 'completed'],
    [{ status: 'success', data: { status: 'pending' } }, 'pending'],
    [{ status: 'success', job: { state: 'failed' } }, 'error'],
  ])('%j is %s', async (body, expected) => {
    const { client } = setUp({ 'GET /status': body }, { shape: 'single' })
    expect((await client.get('video')).status).toBe(expected)
  })

  it('in an envelope is read', async () => {
    const data = { status: 'failed', error: 'No sound.', progress: 25, target_language: 'es' }
    const answer = { status: 'success', message: 'OK', data }
    const { client } = setUp({ 'GET /status': answer }, { shape: 'single' })
    expect(await client.get('video')).toMatchObject({
      status: 'error',
      error: { message: 'No sound.' },
      progress: 0.25,
      targets: [{ language: 'es' }],
    })
  })

  it.each([
    [0.5, 'running', 0.5],
    [25, 'running', 0.25],
    [100, 'running', 1],
    [1, 'completed', 1],
    [1, 'running', undefined],
    [101, 'running', undefined],
    [-1, 'running', undefined],
  ])('with the progress %j of a job that is %s has the share %j', async (progress, word, share) => {
    const { client } = setUp({ 'GET /status': { status: word, progress } }, { shape: 'single' })
    expect((await client.get('video')).progress).toBe(share)
  })

  it('in JSON is read even with the content type of a page', async () => {
    const headers = { 'content-type': 'text/html; charset=utf-8' }
    const { client } = setUp(
      {
        'POST /start': new Response('{"job_id": "a"}', { headers }),
        'GET /status?job_id=a': new Response('{"status": "completed"}', { headers }),
      },
      {},
    )
    expect(await client.translate({ reference: 'a' })).toMatchObject({ id: 'a', status: 'completed' })
  })

  it.each([[{ error: 'Job not found' }], [{ result: { url: 'x' } }], [{ status: '' }], [[]]])(
    '%j has no status: it is requested again, and ends no wait',
    async (body) => {
      const { client, requests } = setUp(
        { 'GET /status': [body] },
        { shape: 'single' },
        { retry: { limit: 0 } },
      )
      await expect(client.get('video')).rejects.toMatchObject({ code: 'invalid_response' })
      const waiting = client.wait('video', { timeoutMs: 300, settle: true })
      expect(await waiting).toMatchObject({ result: 'timeout' })
      expect(requests.length).toBeLessThan(10)
    },
  )

  it('without a status is an error that ends with the sentence of the server, and one full stop', async () => {
    const { client } = setUp(
      { 'GET /status': [{ message: 'It broke.' }] },
      { shape: 'single' },
      { retry: { limit: 0 } },
    )
    await expect(client.get('video')).rejects.toThrow(/; the server's message: It broke\.$/)
  })

  it('with an error status has its reason, as a code or a sentence', async () => {
    const refused = (error: string) => Response.json({ error }, { status: 400 })
    const { client } = setUp({ 'POST /start': [refused('missing_job_id'), refused('No job_id given')] })
    await expect(client.create({})).rejects.toMatchObject({ code: 'missing_job_id', status: 400 })
    await expect(client.create({})).rejects.toMatchObject({
      code: 'http_400',
      message: expect.stringContaining('No job_id given'),
    })
  })

  it('with an unknown word counts as running, with a warning', async () => {
    const warn = vi.fn()
    const logger = { debug() {}, info() {}, error() {}, warn }
    const answers = {
      'GET /status': [{ result: 'simmering' }, { result: 'simmering' }, { result: 'completed' }],
    }
    const { client } = setUp(answers, { shape: 'single' }, { logger })
    const seen: unknown[] = []
    await client.wait('video', { onUpdate: ({ status: now, rawStatus }) => seen.push([now, rawStatus]) })
    expect(seen).toEqual([
      ['running', 'simmering'],
      ['completed', 'completed'],
    ])
    expect(warn).toHaveBeenCalledOnce()
  })
})
