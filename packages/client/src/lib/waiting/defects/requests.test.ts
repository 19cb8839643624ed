// Each of these is a defect that another library's waiter has, or had for years; whose is said
// above each.
import { describe, expect, it, vi } from 'vitest'
import { problem } from '../../../../test/support/fake-api.ts'
import { follow, setUp } from '../../../../test/support/set-up.ts'
import { useVirtualTime } from '../../../../test/support/virtual-time.ts'

useVirtualTime()

const polled = { schedule: 'fixed', minDelayMs: 2_000 } as const

describe('a failed status request', () => {
  // @azure/core-lro: one failed status request sets the state to `failed`, and a saved state keeps
  // it.
  it('a status request that fails for good once does not make the job failed for ever', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    let refused = 1
    api.intercept = () => (refused-- > 0 ? problem(400, 'odd', 'Odd.') : undefined)
    follow(client.wait(id, polled))
    await vi.advanceTimersByTimeAsync(10)
    const again = follow(client.wait(id, polled))
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(3_000)
    expect(again.result?.status).toBe('completed')
  })

  // replicate: five repeats without a pause; ai, runway, assemblyai, heygen-cli: two repeats or
  // none; then the wait is over.
  it('a dozen status requests that fail in a row neither end a wait nor come in a burst', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    let failures = 12
    api.intercept = () => {
      if (failures-- > 0) throw new TypeError('fetch failed')
      return undefined
    }
    const waiting = follow(client.wait(id, polled))
    await vi.advanceTimersByTimeAsync(100)
    expect(api.requests.length).toBeLessThan(4)
    await vi.advanceTimersByTimeAsync(400_000)
    expect(waiting).toEqual({})
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(3_000)
    expect(waiting.result?.status).toBe('completed')
  })

  // replicate: its pause is no whole number of milliseconds, so it never sleeps; fal, stripe:
  // Retry-After is not read.
  it('a 429 that asks for two seconds is not met with six requests in five milliseconds', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    api.intercept = () => problem(429, 'slow_down', 'Later.', { 'retry-after': '2' })
    follow(client.get(id))
    follow(client.wait(id, polled))
    await vi.advanceTimersByTimeAsync(1_999)
    expect(api.requests.length).toBeLessThanOrEqual(2)
  })

  // @azure/core-lro: one Retry-After becomes the interval of all that follow, and its siblings
  // ignore it or the interval given.
  it('a Retry-After counts for the request it was given to, and the interval asked for counts after that', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    let shed = 1
    api.intercept = () =>
      shed-- > 0 ? problem(429, 'slow_down', 'Later.', { 'retry-after': '20' }) : undefined
    follow(client.wait(id, polled))
    await vi.advanceTimersByTimeAsync(19_900)
    expect(api.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(api.requests).toHaveLength(6)
  })

  // heygen-cli: a Retry-After of more than 30 s is cut, asked against, and then ends the wait.
  it('a server that asks for a month is asked again after a minute, and the wait goes on', async () => {
    const { api, client } = setUp()
    const { id } = api.add({ status: 'completed' })
    let shed = 1
    api.intercept = () =>
      shed-- > 0 ? problem(429, 'slow_down', 'Later.', { 'retry-after': '2592000' }) : undefined
    const waiting = follow(client.wait(id, polled))
    await vi.advanceTimersByTimeAsync(59_000)
    expect(api.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1_100)
    expect(waiting.result?.status).toBe('completed')
  })

  // AWS waiters: a key that may not ask was polled with for ever.
  it.each([401, 403])('a %i ends the wait at the first answer, and says so', async (status) => {
    const { api, client } = setUp()
    api.intercept = () => problem(status, 'forbidden', 'Not with this key.')
    const waiting = follow(client.wait(api.add().id, polled))
    await vi.advanceTimersByTimeAsync(20)
    expect(waiting.error).toMatchObject({ code: 'not_allowed', status })
    expect(api.requests).toHaveLength(1)
  })

  // openai, fal, heygen-cli: a POST is repeated without a key, so that two jobs are made and paid.
  it('a start that failed is repeated with the same key', async () => {
    const { api, client } = setUp()
    let failures = 2
    api.intercept = () => (failures-- > 0 ? problem(503, 'busy', 'Busy.') : undefined)
    follow(client.create({ source: 'https://example.com/a.mp4', to: ['es'] }))
    await vi.advanceTimersByTimeAsync(30_000)
    expect(new Set(api.headers.map((headers) => headers.get('idempotency-key'))).size).toBe(1)
    expect(api.requests).toHaveLength(3)
  })

  // google-gax: status requests used up the quota; no library reads RateLimit to pace itself.
  it('rate-limit headers are obeyed by every request of the client', async () => {
    const { api, client } = setUp()
    api.intercept = () => Response.json({ items: [] }, { headers: { ratelimit: '"a";r=0;t=30' } })
    await client.engines()
    follow(client.engines())
    await vi.advanceTimersByTimeAsync(29_000)
    expect(api.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(api.requests).toHaveLength(2)
  })

  // All of them: no conditional request, so the same state comes again with every poll.
  it('a state that is known is not sent again', async () => {
    const { api, client } = setUp()
    follow(client.wait(api.add().id, polled))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(api.headers.map((headers) => headers.get('if-none-match'))).toEqual([null, '"1"', '"1"'])
  })

  // heygen-cli: refuses more than one id; others leave several to Promise.all, where one failure
  // hides the rest.
  it('one of many that the server cannot tell does not hide the others', async () => {
    const { api, client } = setUp()
    const ids = [api.add({ status: 'completed' }).id, api.add({ version: 'x' as unknown as number }).id]
    const waiting = follow(client.waitMany(ids, { ...polled, timeoutMs: 20_000 }))
    await vi.advanceTimersByTimeAsync(20_000)
    expect(waiting.result?.map(({ result }) => result)).toEqual(['completed', 'timeout'])
  })
})
