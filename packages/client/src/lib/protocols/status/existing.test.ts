import { VideoTranslationClient } from 'video-translation-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { settled } from '../../../../test/support/settled.ts'
import { status, type StatusRequest } from '../../../protocols/status.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Answers a start with the next of `starts`, the last for ever, and each look with `look`. */
function setUp(starts: readonly (Response | Error)[], look: Response) {
  const requests: string[] = []
  const fetch = async (_: unknown, { method = 'GET' }: RequestInit = {}): Promise<Response> => {
    requests.push(method)
    if (method === 'GET') return look.clone()
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
  ])('with %i, for another reason than the id, is not looked for', async (code, refusal) => {
    const { client, requests } = setUp([refusal], COMPLETED)
    await expect(settled(client.create({ reference: 'never-started' }))).rejects.toMatchObject({
      status: code,
    })
    expect(requests).toEqual(['POST'])
  })

  it.each([400, 409])('with %i is not looked for where the id is random', async (code) => {
    const { client, requests } = setUp([json({ error: 'job exists' }, code)], COMPLETED)
    await expect(settled(client.create({}))).rejects.toMatchObject({ status: code })
    expect(requests).toEqual(['POST'])
  })

  it('in plain text is told in its words, and looked for where they say that the job exists', async () => {
    const refusal = new Response('Job Id is already in current Jobs', { status: 404 })
    const { client } = setUp([refusal], json({ status: 'running' }))
    expect(await settled(client.create({ reference: 'a' }))).toMatchObject({ status: 'running' })
    const other = setUp([refusal], json({}, 404))
    await expect(settled(other.client.create({ reference: 'a' }))).rejects.toThrow(
      'POST /start: 404 Job Id is already in current Jobs',
    )
  })

  it.each([
    ['names another job', json({ job_id: 'b', status: 'completed' })],
    ['does not know the job', json({ error: 'No such job' }, 400)],
    ['may not be asked', json({ error: 'No key' }, 403)],
    ['is out of order', json({ error: 'Down' }, 501)],
    ['says so in a word', json({ status: 'not_found' })],
    ['says so in an error', json({ status: 'error', message: 'Job not found' })],
    ['has no status', json({ error: 'Job Id not found' })],
  ])('is told with its own reason where the look %s', async (_, look) => {
    const error = 'target_language already the source language'
    const { client, requests } = setUp([json({ error }, 400)], look)
    await expect(settled(client.create({ reference: 'a' }))).rejects.toMatchObject({
      status: 400,
      message: `POST /start: 400 ${error}`,
    })
    expect(requests).toEqual(['POST', 'GET'])
  })
})

describe('a start whose answer was lost', () => {
  it.each([
    ['404', json({ error: 'Job Id not found' }, 404)],
    ['400', json({ error: 'No such job' }, 400)],
    ['422', json({ detail: 'Unknown id' }, 422)],
    ['200 and no status', json({ error: 'Job Id not found' })],
    ['200 and an unknown word', json({ status: 'not_found' })],
    ['200 and an error', json({ status: 'error', message: 'Job not found' })],
    ['200 and another job', json({ job_id: 'b', status: 'running' })],
  ])('is repeated where the look says %s', async (_, look) => {
    const { client, requests } = setUp([LOST, json({ job_id: 'a' })], look)
    expect(await settled(client.create({ reference: 'a' }))).toMatchObject({ id: 'a', status: 'pending' })
    expect(requests).toEqual(['POST', 'GET', 'GET', 'POST'])
  })

  it('is found by a later refusal though its id is random', async () => {
    const { client, requests } = setUp([LOST, json({ error: 'job exists' }, 409)], json({}, 404))
    await expect(settled(client.create({}))).rejects.toMatchObject({ status: 409 })
    expect(requests).toEqual(['POST', 'GET', 'GET', 'POST', 'GET'])
  })

  it('is repeated once without cost, and then within the budget of all calls', async () => {
    const { client, requests } = setUp([LOST], json({}, 404))
    const starts = Array.from({ length: 40 }, (_, i) => client.create({ reference: `${i}` }).catch(String))
    await settled(Promise.all(starts))
    // Forty starts, their free repetitions, and 20 repetitions at first beside those that come back meanwhile.
    const count = requests.filter((method) => method === 'POST').length
    expect(count).toBeGreaterThanOrEqual(100)
    expect(count).toBeLessThan(120)
  })
})
