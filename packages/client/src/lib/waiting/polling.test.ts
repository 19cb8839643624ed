import { describe, expect, it, vi } from 'vitest'
import { type ScheduleState, VideoTranslationClient, type WaitOptions } from 'video-translation-client'
import { createFakeApi, type FakeApi, problem } from '../../../test/support/fake-api.ts'
import { useVirtualTime } from '../../../test/support/virtual-time.ts'
import { follow } from '../../../test/support/set-up.ts'
import '../../../test/support/load-parts.ts'

function setUp(): { api: FakeApi; client: VideoTranslationClient; atMs: number[] } {
  const api = createFakeApi()
  const atMs: number[] = []
  const startedMs = performance.now()
  const fetch: typeof globalThis.fetch = (input, init) => {
    atMs.push(Math.round(performance.now() - startedMs))
    return api.fetch(input, init)
  }
  return { api, atMs, client: new VideoTranslationClient('https://translate.example.com', { fetch }) }
}

useVirtualTime()

describe('polling', () => {
  it('counts an answer only for those who waited when it was asked for', async () => {
    const { api, client, atMs } = setUp()
    const { id } = api.add()
    let begun = 0
    const again = (): void => {
      if (++begun > 50) return
      client.wait(id, { schedule: 'fixed', maxPolls: 1, onReport: again }).catch(() => {})
    }
    client.wait(id, { schedule: 'fixed' }).catch(() => {})
    again()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(begun).toBe(51)
    expect(atMs.length).toBeGreaterThanOrEqual(50)
    client.close()
  })

  it.each<[WaitOptions, number[]]>([
    [{ schedule: 'fixed', minDelayMs: 1_000 }, [0, 1_000, 2_000, 3_000, 4_000]],
    [{ schedule: 'exponential' }, [0, 1_000, 3_000, 7_000, 12_000]],
    [{ schedule: 'exponential', minDelayMs: 100, factor: 3, maxDelayMs: 500 }, [0, 100, 400, 900, 1_400]],
    [{ schedule: 'progressive' }, [0, 500, 1_250, 2_375, 4_062]],
    [{ schedule: ({ polls }: ScheduleState) => polls * 10 }, [0, 10, 30, 60, 100]],
    [{ schedule: () => Number.NaN }, [0, 1_000, 2_000, 3_000, 4_000]],
  ])('asks at once and then by %o', async (options, expected) => {
    const { api, client, atMs } = setUp()
    client.wait(api.add().id, options).catch(() => {})
    await vi.advanceTimersByTimeAsync(13_000)
    expect(atMs.slice(0, 5)).toEqual(expected)
  })

  it('grows quick again when the status changes, where the schedule is progressive', async () => {
    const { api, client, atMs } = setUp()
    const { id } = api.add()
    client.wait(id, { schedule: 'progressive', minDelayMs: 500, maxDelayMs: 3_000 }).catch(() => {})
    await vi.advanceTimersByTimeAsync(20_000)
    const before = atMs.length
    api.change(id, { status: 'running' })
    await vi.advanceTimersByTimeAsync(5_000)
    const [changed = 0, next = 0, after = 0] = atMs.slice(before)
    expect([next - changed, after - next]).toEqual([500, 750])
  })

  it('asks with the version it knows, and gives up after maxPolls with the last state', async () => {
    const { api, client } = setUp()
    const { id } = api.add({ status: 'running' })
    const waiting = client.wait(id, { maxPolls: 3, schedule: 'fixed' })
    const error = waiting.catch((thrown: unknown) => thrown)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await error).toMatchObject({
      code: 'max_polls',
      translation: { status: 'running' },
      resumeToken: { ids: [id] },
    })
    expect(api.requests).toHaveLength(3)
    expect(api.headers[1]?.get('if-none-match')).toBe('"1"')
  })

  it.each<[string, WaitOptions, number]>([
    ['polls', { maxPolls: 5, schedule: 'fixed' }, 5],
    ['one poll', { maxPolls: 1, schedule: 'fixed' }, 1],
    ['held requests', { maxPolls: 5, transport: 'held' }, 5],
  ])('gives up after maxPolls %s to a server that is down', async (_, options, most) => {
    const { api, client } = setUp()
    api.intercept = () => problem(503, 'down', 'Down.')
    const { id } = api.add()
    const waiting = follow(client.wait(id, options))
    await vi.advanceTimersByTimeAsync(300_000)
    expect(waiting.error).toMatchObject({
      code: 'max_polls',
      cause: { status: 503 },
      resumeToken: { ids: [id] },
    })
    expect(api.requests).toHaveLength(most)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('counts polls that failed and polls that were answered towards maxPolls alike', async () => {
    const { api, client } = setUp()
    api.intercept = () => (api.requests.length % 2 ? undefined : problem(503, 'busy', 'Busy.'))
    const waiting = follow(client.wait(api.add().id, { maxPolls: 4, schedule: 'fixed' }))
    await vi.advanceTimersByTimeAsync(300_000)
    expect(waiting.error).toMatchObject({ code: 'max_polls' })
    expect(api.requests).toHaveLength(4)
  })

  it('ends each of many after maxPolls while the server is down, and none before', async () => {
    const { api, client } = setUp()
    api.intercept = () => problem(503, 'down', 'Down.')
    const ids = Array.from({ length: 30 }, () => api.add().id)
    const waiting = follow(client.waitMany(ids, { maxPolls: 3 }))
    await vi.advanceTimersByTimeAsync(300_000)
    expect(waiting.result?.map(({ report, error }) => [error?.code, report?.requests])).toEqual(
      ids.map(() => ['max_polls', 3]),
    )
  })

  it('asks for many in bulk, and shares requests between waits for the same id', async () => {
    const { api, client } = setUp()
    const ids = Array.from({ length: 150 }, () => api.add().id)
    const outcomes = client.waitMany([...ids], { schedule: 'fixed', minDelayMs: 1_000 })
    const again = client.wait(ids[0] as string, { schedule: 'fixed', minDelayMs: 1_000 })
    await vi.advanceTimersByTimeAsync(2_500)
    expect(api.requests).toHaveLength(6)
    for (const id of ids) api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(1_000)
    expect((await outcomes).every(({ result }) => result === 'completed')).toBe(true)
    expect((await again).status).toBe('completed')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('obeys Retry-After when the server sheds load, and clamps an absurd one', async () => {
    const { api, client, atMs } = setUp()
    const { id } = api.add()
    const asks = ['20', '2592000']
    api.intercept = () => {
      const retryAfter = asks.shift()
      return retryAfter
        ? problem(429, 'too_many_requests', 'Later.', { 'retry-after': retryAfter })
        : undefined
    }
    client.wait(id, { schedule: 'fixed' }).catch(() => {})
    await vi.advanceTimersByTimeAsync(90_000)
    expect(atMs.slice(0, 3)).toEqual([0, 20_000, 80_000])
  })

  it('takes no failed status request for a failed translation', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const failures = [500, 502, 503, 504, 408, 425]
    api.intercept = () => {
      const status = failures.shift()
      return status ? problem(status, 'broken', 'Broken.') : undefined
    }
    const waiting = client.wait(id, { schedule: 'fixed' })
    await vi.advanceTimersByTimeAsync(60_000)
    api.change(id, { status: 'completed' })
    await vi.advanceTimersByTimeAsync(3_000)
    expect((await waiting).status).toBe('completed')
  })

  it('adds at most jitterMs to each delay', async () => {
    const { api, client, atMs } = setUp()
    client.wait(api.add().id, { schedule: 'fixed', minDelayMs: 1_000, jitterMs: 500 }).catch(() => {})
    await vi.advanceTimersByTimeAsync(60_000)
    const delays = atMs.slice(1).map((ms, at) => ms - (atMs[at] ?? 0))
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(1_000)
    expect(Math.max(...delays)).toBeLessThanOrEqual(1_501)
    expect(new Set(delays).size).toBeGreaterThan(10)
  })

  it('refuses a schedule that does not exist', async () => {
    const { client } = setUp()
    await expect(client.wait('tr_1', { schedule: 'hourly' as 'fixed', timeoutMs: 1_000 })).rejects.toThrow(
      /progressive, exponential, fixed/,
    )
    expect(vi.getTimerCount()).toBe(0)
  })
})

it('a hint that finds the end near moves the next poll there', async () => {
  const { api, client } = setUp()
  const { id } = api.add()
  const waiting = follow(
    client.wait(id, {
      transport: 'polling',
      schedule: ({ translation }) => (translation.expectedSeconds ?? 600) * 1000,
    }),
  )
  await vi.advanceTimersByTimeAsync(10_000)
  api.change(id, { status: 'running', expectedSeconds: 5 })
  client.notify({ id })
  await vi.advanceTimersByTimeAsync(100)
  api.change(id, { status: 'completed' })
  await vi.advanceTimersByTimeAsync(7_000)
  expect(waiting.result?.status).toBe('completed')
})

it('a hint whose request fails is looked into again, and not at the next poll only', async () => {
  const { api, client } = setUp()
  const { id } = api.add()
  const waiting = follow(client.wait(id, { transport: 'notify' }))
  await vi.advanceTimersByTimeAsync(10_000)
  api.change(id, { status: 'completed' })
  let failures = 2
  api.intercept = () => (failures-- > 0 ? problem(503, 'busy', 'Busy.') : undefined)
  client.notify({ id })
  await vi.advanceTimersByTimeAsync(5_000)
  expect(waiting.result?.status).toBe('completed')
})

it('one held request serves all who wait for a translation', async () => {
  const { api, client } = setUp()
  const { id } = api.add()
  const waits = Array.from({ length: 5 }, () => follow(client.wait(id, { transport: 'held' })))
  await vi.advanceTimersByTimeAsync(100)
  waits.push(follow(client.wait(id, { transport: 'held' })))
  await vi.advanceTimersByTimeAsync(100)
  expect(api.requests).toHaveLength(2)
  api.change(id, { status: 'completed' })
  await vi.advanceTimersByTimeAsync(10)
  expect(waits.map(({ result }) => result?.status)).toEqual(waits.map(() => 'completed'))
  expect(vi.getTimerCount()).toBe(0)
})
