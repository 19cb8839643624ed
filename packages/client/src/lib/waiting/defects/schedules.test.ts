// Each of these is a defect that another library's waiter has, or had for years; whose is said
// above each.
import { describe, expect, it, vi } from 'vitest'
import type { ScheduleState, WaitReport } from 'video-translation-client'
import { follow, setUp } from '../../../../test/support/set-up.ts'
import { useVirtualTime } from '../../../../test/support/virtual-time.ts'

useVirtualTime()

const polled = { schedule: 'fixed', minDelayMs: 2_000 } as const

describe('when others ask', () => {
  // core-lro, gax, openai, fal, replicate: no chance in it, so what was started together asks
  // together for ever.
  it('a thousand jobs started together are not asked for in a thousand requests, nor in step for ever', async () => {
    const { api, client } = setUp()
    const ids = Array.from({ length: 1_000 }, () => api.add().id)
    for (const id of ids) follow(client.wait(id, polled))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(api.requests).toHaveLength(10)
  })

  // AWS waiters: the first delay is exactly the least, and there is no jitter once the longest
  // delay is reached.
  it('clients that start together do not ask together, neither first nor once delays no longer grow', async () => {
    const atMs: number[][] = []
    for (let client = 0; client < 40; client++) {
      const mine: number[] = []
      atMs.push(mine)
      const { api } = setUp()
      const fetch: typeof globalThis.fetch = (input, init) => {
        mine.push(performance.now())
        return api.fetch(input, init)
      }
      const request = { source: 'https://example.com/a.mp4', to: ['es'] }
      follow(
        setUp({ fetch }).client.translate(request, {
          schedule: 'exponential',
          maxDelayMs: 8_000,
          jitterMs: 2_000,
        }),
      )
    }
    await vi.advanceTimersByTimeAsync(120_000)
    for (const poll of [1, 10]) {
      const instants = new Set(atMs.map((mine) => Math.floor((mine[poll] ?? 0) / 20)))
      expect(instants.size).toBeGreaterThan(10)
    }
  })

  // heygen-cli: jitter is put on top of the longest delay; AWS waiters: no say in the first one.
  it('no delay is longer than the longest that was asked for, and the first is whatever a schedule says', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    const seen: number[] = []
    const first = (state: ScheduleState) => (state.polls === 1 ? 7_000 : 1_000)
    follow(client.wait(id, { schedule: (state) => (seen.push(state.elapsedMs), first(state)) }))
    await vi.advanceTimersByTimeAsync(8_500)
    expect(seen.map((ms) => Math.round(ms / 100) / 10)).toEqual([0, 7, 8])
    const { api: other, client: capped } = setUp()
    follow(capped.wait(other.add().id, { schedule: 'exponential', maxDelayMs: 4_000 }))
    await vi.advanceTimersByTimeAsync(100_000)
    expect(other.requests.length).toBeGreaterThanOrEqual(26)
  })

  // fal, replicate: 1,200 requests for ten minutes; google-gax: they used up the quota; AWS
  // waiters: up to two minutes late.
  it('a job of ten minutes is known in time with two dozen requests, before anything was learned', async () => {
    const { api, client } = setUp()
    const { id } = api.add({ createdAt: new Date().toISOString(), source: { durationSeconds: 240 } })
    const reports: WaitReport[] = []
    follow(client.wait(id, { transport: 'polling', onReport: (report) => reports.push(report) }))
    await vi.advanceTimersByTimeAsync(600_000)
    api.change(id, { status: 'completed', finishedAt: new Date().toISOString() })
    await vi.advanceTimersByTimeAsync(120_000)
    expect(reports).toMatchObject([{ path: 'polling' }])
    expect(reports[0]?.requests).toBeLessThan(24)
    expect(reports[0]?.detectionMs).toBeLessThan(60_000)
  })

  // ElevenLabs: the answer to a create says how long it will take, and nothing heeds that; nor does
  // any other use an estimate.
  it('an estimate of the server decides when to ask', async () => {
    const { api, client } = setUp()
    const { id } = api.add({ createdAt: new Date().toISOString(), expectedSeconds: 3_000 })
    follow(client.wait(id, { transport: 'polling' }))
    await vi.advanceTimersByTimeAsync(1_500_000)
    expect(api.requests.length).toBeLessThan(8)
  })

  // All of them: timers stand still while a machine sleeps.
  it('a clock that was set, or a laptop that slept, makes the next poll come at once', async () => {
    const { api, client } = setUp()
    const { id } = api.add()
    follow(client.wait(id, { schedule: () => 3_600_000 }))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(api.requests).toHaveLength(1)
    vi.setSystemTime(Date.now() + 7_200_000)
    await vi.advanceTimersByTimeAsync(16_000)
    expect(api.requests).toHaveLength(2)
  })
})
