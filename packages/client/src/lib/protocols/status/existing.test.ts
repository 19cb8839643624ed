import { VideoTranslationClient } from 'video-translation-client'
import { describe, expect, it } from 'vitest'
import { advanceUntilSettled, useVirtualTime } from '../../../../test/support/virtual-time.ts'
import { status, type StatusRequest } from '../../../protocols/status.ts'

useVirtualTime()

/**
 * Answers each start with the next of `starts`, then with the last one, and each search with
 * `search`.
 */
function setUp(starts: readonly (Response | Error)[], search: Response) {
  const requests: string[] = []
  const fetch = async (_: unknown, { method = 'GET' }: RequestInit = {}): Promise<Response> => {
    requests.push(method)
    if (method === 'GET') return search.clone()
    const count = requests.filter((each) => each === 'POST').length
    const answer = starts[count - 1] ?? starts.at(-1)!
    if (answer instanceof Error) throw answer
    return answer.clone()
  }
  const client = new VideoTranslationClient<StatusRequest>('http://127.0.0.1:5000', {
    protocol: status(),
    fetch: fetch as typeof globalThis.fetch,
  })
  return { client, requests }
}

const page = (code: number): Response =>
  new Response('<h1>The page does not exist</h1>', {
    status: code,
    headers: { 'content-type': 'text/html' },
  })
const json = (body: unknown, code = 200): Response => Response.json(body, { status: code })
const COMPLETED = json({ result: 'completed' })
const LOST = new TypeError('fetch failed')

describe('a start that the server refuses', () => {
  it.each([
    [401, page(401)],
    [403, page(403)],
    [404, page(404)],
    [405, page(405)],
    [404, json({ detail: 'This route does not exist' }, 404)],
    [401, json({ error: 'Token already in use' }, 401)],
  ])('with %i for another reason than the id is not searched for', async (code, refusal) => {
    const { client, requests } = setUp([refusal], COMPLETED)
    await expect(advanceUntilSettled(client.create({ reference: 'never-started' }))).rejects.toMatchObject({
      status: code,
    })
    expect(requests).toEqual(['POST'])
  })

  it.each([400, 409])('with %i is not searched for if the id is random', async (code) => {
    const { client, requests } = setUp([json({ error: 'job exists' }, code)], COMPLETED)
    await expect(advanceUntilSettled(client.create({}))).rejects.toMatchObject({ status: code })
    expect(requests).toEqual(['POST'])
  })

  it('in plain text passes on the text, and is searched for if that says that the job exists', async () => {
    const refusal = new Response('Job Id is already in current Jobs', { status: 404 })
    const { client } = setUp([refusal], json({ status: 'running' }))
    expect(await advanceUntilSettled(client.create({ reference: 'a' }))).toMatchObject({ status: 'running' })
    const other = setUp([refusal], json({}, 404))
    await expect(advanceUntilSettled(other.client.create({ reference: 'a' }))).rejects.toThrow(
      'POST /start: 404 Job Id is already in current Jobs',
    )
  })

  it.each([
    ['names another job', json({ job_id: 'b', status: 'completed' })],
    ['does not know the job', json({ error: 'No such job' }, 400)],
    ['is forbidden', json({ error: 'No key' }, 403)],
    ['is out of order', json({ error: 'Down' }, 501)],
    ['says so in a word', json({ status: 'not_found' })],
    ['says so in an error', json({ status: 'error', message: 'Job not found' })],
    ['has no status', json({ error: 'Job Id not found' })],
  ])('has its own reason if the search %s', async (_, search) => {
    const error = 'target_language already the source language'
    const { client, requests } = setUp([json({ error }, 400)], search)
    await expect(advanceUntilSettled(client.create({ reference: 'a' }))).rejects.toMatchObject({
      status: 400,
      message: `POST /start: 400 ${error}`,
    })
    expect(requests).toEqual(['POST', 'GET'])
  })
})

describe('a start with a lost response', () => {
  it.each([
    ['404', json({ error: 'Job Id not found' }, 404)],
    ['400', json({ error: 'No such job' }, 400)],
    ['422', json({ detail: 'Unknown id' }, 422)],
    ['200 and no status', json({ error: 'Job Id not found' })],
    ['200 and an unknown word', json({ status: 'not_found' })],
    ['200 and an error', json({ status: 'error', message: 'Job not found' })],
    ['200 and another job', json({ job_id: 'b', status: 'running' })],
  ])('is repeated if the search gives %s', async (_, search) => {
    const { client, requests } = setUp([LOST, json({ job_id: 'a' })], search)
    expect(await advanceUntilSettled(client.create({ reference: 'a' }))).toMatchObject({
      id: 'a',
      status: 'pending',
    })
    expect(requests).toEqual(['POST', 'GET', 'GET', 'POST'])
  })

  it('is found after a later refusal, although its id is random', async () => {
    const { client, requests } = setUp([LOST, json({ error: 'job exists' }, 409)], json({}, 404))
    await expect(advanceUntilSettled(client.create({}))).rejects.toMatchObject({ status: 409 })
    expect(requests).toEqual(['POST', 'GET', 'GET', 'POST', 'GET'])
  })

  it('is repeated once for free, then within the budget of all calls', async () => {
    const { client, requests } = setUp([LOST], json({}, 404))
    const starts = Array.from({ length: 40 }, (_, i) => client.create({ reference: `${i}` }).catch(String))
    await advanceUntilSettled(Promise.all(starts))
    // Forty starts, their free repetitions, 20 repetitions of the budget, and those that it
    // regains.
    const count = requests.filter((method) => method === 'POST').length
    expect(count).toBeGreaterThanOrEqual(100)
    expect(count).toBeLessThan(120)
  })
})
