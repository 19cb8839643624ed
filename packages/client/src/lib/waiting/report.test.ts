import { describe, expect, it, vi } from 'vitest'
import type { LogFields, WaitOptions, WaitReport } from 'video-translation-client'
import { problem } from '../../../test/support/fake-api.ts'
import { follow, setUp } from '../../../test/support/set-up.ts'
import { useVirtualTime } from '../../../test/support/virtual-time.ts'

useVirtualTime()

const now = () => new Date().toISOString()

describe('the report of a wait', () => {
  it.each<[string, WaitOptions, number, number]>([
    // One connection, however long it takes.
    ['stream', {}, 1, 0],
    // The state first, and then a request that is held for 30 s each time.
    ['held', { transport: 'held' }, 3, 0],
    // At once and every 7 s; so the end at 40 s is known at 42.
    ['polling', { schedule: 'fixed', minDelayMs: 7_000 }, 7, 2_000],
  ])('by %s tells the requests, the path and how late it knew', async (path, options, requests, lateMs) => {
    const { api, client } = setUp()
    const { id } = api.add({ createdAt: now() })
    const reports: WaitReport[] = []
    follow(client.wait(id, { ...options, onReport: (report) => reports.push(report) }))
    await vi.advanceTimersByTimeAsync(30_000)
    api.heartbeat()
    await vi.advanceTimersByTimeAsync(10_000)
    api.change(id, { status: 'completed', finishedAt: now() })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(reports).toMatchObject([{ id, path, requests }])
    expect(Math.abs((reports[0]?.detectionMs ?? Infinity) - lateMs)).toBeLessThan(1_000)
    expect(Math.abs((reports[0]?.waitedMs ?? 0) - 40_000 - lateMs)).toBeLessThan(100)
  })

  it('of one of many counts the requests that it was part of', async () => {
    const { api, client } = setUp()
    const ids = Array.from({ length: 30 }, () => api.add({ createdAt: now() }).id)
    const waiting = follow(client.waitMany(ids, { schedule: 'fixed', minDelayMs: 10_000 }))
    await vi.advanceTimersByTimeAsync(25_000)
    ids.forEach((id) => api.change(id, { status: 'completed', finishedAt: now() }))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(api.requests).toHaveLength(4)
    expect(waiting.result?.map(({ report }) => [report?.path, report?.requests])).toEqual(
      ids.map(() => ['polling', 4]),
    )
    for (const { report } of waiting.result ?? [])
      expect(Math.abs((report?.detectionMs ?? Infinity) - 5_000)).toBeLessThan(1_000)
  })

  it('has no delay where it had ended before, or where nobody tells when it did', async () => {
    const { api, client } = setUp()
    const finishedAt = now()
    await vi.advanceTimersByTimeAsync(60_000)
    const before = api.add({ status: 'completed', finishedAt })
    const untold = api.add({ status: 'completed' })
    const waiting = follow(client.waitMany([before.id, untold.id]))
    await vi.advanceTimersByTimeAsync(100)
    expect(waiting.result?.map(({ report }) => report?.detectionMs)).toEqual([undefined, undefined])
  })
})

describe('the debug line about the next poll', () => {
  function reasons() {
    const lines: LogFields[] = []
    const quiet = (): void => {}
    const debug = (line: string, fields: LogFields): void => void (line === 'next poll' && lines.push(fields))
    return { lines, ...setUp({ logger: { debug, info: quiet, warn: quiet, error: quiet } }) }
  }

  it('says when it comes, and which schedule wants it then', async () => {
    const { api, client, lines } = reasons()
    const { id: translationId } = api.add({ createdAt: now(), status: 'running' })
    follow(client.wait(translationId, { schedule: 'fixed', minDelayMs: 7_000 }))
    await vi.advanceTimersByTimeAsync(10)
    expect(lines).toEqual([
      { translationId, nextInMs: 0, why: 'new' },
      { translationId, nextInMs: 7_000, why: expect.any(String) },
    ])
  })

  it('says that a poll only makes sure while the stream tells, that the stream is gone, or that a request failed', async () => {
    const { api, client, lines } = reasons()
    const { id } = api.add({ createdAt: now(), status: 'running' })
    follow(client.wait(id))
    for (let beat = 0; beat < 8; beat++) {
      await vi.advanceTimersByTimeAsync(15_000)
      api.heartbeat()
    }
    expect(lines.at(-1)?.['why']).toBe('verification')
    api.intercept = () => problem(503, 'busy', 'Busy.')
    for (let cut = 0; cut < 5; cut++) {
      api.endStreams()
      await vi.advanceTimersByTimeAsync(1_000)
    }
    await vi.advanceTimersByTimeAsync(60_000)
    const whys = lines.map((line) => line['why'])
    expect(whys).toContain('disconnected')
    expect(whys).toContain('a request failed')
  })
})
