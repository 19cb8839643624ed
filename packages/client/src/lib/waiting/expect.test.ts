import { describe, expect, it, vi } from 'vitest'
import type { LogFields, WaitOptions } from 'video-translation-client'
import type { PastJob, History, Past } from 'video-translation-client/history'
import { follow, setUp as setUpClient } from '../../../test/support/set-up.ts'
import { useVirtualTime } from '../../../test/support/virtual-time.ts'
import { expectedSchedule } from './expected/expected.ts'

const quiet = (): void => {}

/** A client with a history that shows what was noted, and the debug lines about the next poll. */
function setUp(past: Past = {}) {
  const noted: [string, PastJob][] = []
  const plans: LogFields[] = []
  const history: History = {
    load: async () => past,
    note: (kind, ended) => void noted.push([kind, ended]),
  }
  const debug = (line: string, fields: LogFields): void => void (line === 'next poll' && plans.push(fields))
  const logger = { debug, info: quiet, warn: quiet, error: quiet }
  return { ...setUpClient({ logger, waiting: { history } }), noted, plans }
}

const expected: WaitOptions = { schedule: 'expected' }
const now = () => new Date().toISOString()

useVirtualTime()

describe('what a client learns from', () => {
  it('is how long each translation took by the clock of the server, on whichever path that came', async () => {
    for (const transport of ['auto', 'held', 'polling'] as const) {
      const { api, client, noted } = setUp()
      const { id } = api.add({ createdAt: now(), status: 'running', source: { durationSeconds: 60 } })
      follow(client.wait(id, { transport }))
      await vi.advanceTimersByTimeAsync(90_000)
      api.change(id, { status: 'completed', startedAt: now(), finishedAt: now() })
      await vi.advanceTimersByTimeAsync(600_000)
      expect(noted).toMatchObject([
        ['simulated 1', { id, seconds: 90, queuedSeconds: 90, mediaSeconds: 60, outcome: 'finished' }],
      ])
    }
  })

  it('is the time between two answers where the server does not tell when it ended', async () => {
    const { api, client, noted } = setUp()
    const { id } = api.add({ createdAt: now(), status: 'running' })
    follow(client.wait(id, { schedule: 'fixed', minDelayMs: 20_000 }))
    await vi.advanceTimersByTimeAsync(90_000)
    api.change(id, { status: 'error' })
    await vi.advanceTimersByTimeAsync(20_000)
    const [[, ended] = []] = noted
    expect(ended).toMatchObject({ outcome: 'failed', seconds: expect.closeTo(100, 0) })
    expect(ended?.unseenSeconds).toBeCloseTo(20, 0)
  })

  it('of one that had ended before anybody asked is no more than that', async () => {
    const { api, client, noted } = setUp()
    const { id } = api.add({ createdAt: now(), status: 'completed' })
    await vi.advanceTimersByTimeAsync(3_600_000)
    follow(client.wait(id, expected))
    await vi.advanceTimersByTimeAsync(100)
    expect(noted).toMatchObject([['simulated 1', { seconds: 3600, unseenSeconds: 3600 }]])
  })

  it.each<[string, WaitOptions]>([
    ['timed out', { timeoutMs: 120_000 }],
    ['was aborted', {}],
    ['used up its polls', { maxPolls: 7, schedule: 'fixed', minDelayMs: 20_000 }],
  ])('is also that it took longer than a wait which %s', async (_, options) => {
    const { api, client, noted } = setUp()
    const { id } = api.add({ createdAt: now(), status: 'running' })
    const abort = new AbortController()
    follow(client.wait(id, { ...options, transport: 'polling', signal: abort.signal }))
    await vi.advanceTimersByTimeAsync(120_000)
    abort.abort()
    expect(noted).toMatchObject([['simulated 1', { id, outcome: 'abandoned' }]])
    expect(noted[0]?.[1].seconds).toBeGreaterThan(40)
    expect(noted[0]?.[1].seconds).toBeLessThanOrEqual(120)
  })

  it('is nothing where a person was waited for, or where it was canceled', async () => {
    const { api, client, noted } = setUp()
    const asked = api.add({ createdAt: now(), status: 'needs_input' })
    const canceled = api.add({ createdAt: now(), status: 'canceled' })
    follow(
      client.waitMany([asked.id, canceled.id], { ...expected, continueOnInput: true, timeoutMs: 60_000 }),
    )
    await vi.advanceTimersByTimeAsync(60_000)
    expect(noted).toEqual([])
  })
})

describe('what was remembered', () => {
  const about = (seconds: number) =>
    Array.from({ length: 40 }, (_, i): PastJob => ({ seconds: seconds + i, outcome: 'finished' }))

  it('decides the first poll of the next process', async () => {
    vi.setSystemTime('2026-11-21T06:00:00.000Z')
    const { api, client, plans } = setUp({ 'simulated 1': about(30) })
    follow(client.translate({ source: 'https://example.com/a.mp4', to: ['es'] }, expected))
    await vi.advanceTimersByTimeAsync(100)
    expect(api.requests).toHaveLength(1)
    expect(plans.at(-1)).toMatchObject({ why: 'expected since created, learned from 40' })
    expect(plans.at(-1)?.['nextInMs']).toBeGreaterThan(10_000)
    expect(plans.at(-1)?.['nextInMs']).toBeLessThan(45_000)
  })

  it('counts jobs that were given up: they took longer', async () => {
    const schedule = expectedSchedule({ prior: { fixedSeconds: 100, perMediaSecond: 0 } })
    const polls = () => {
      let count = 0
      for (let age = 60; age < 200; count++)
        age += schedule.next({ kind: 'dub', ageSeconds: age }).delaySeconds
      return count
    }
    const before = polls()
    for (let i = 0; i < 6; i++) schedule.add('dub', { id: `${i}`, seconds: 400, outcome: 'abandoned' })
    expect(polls()).toBeLessThan(before / 2)
  })

  it('takes a job that was given up and ended after all for one job', async () => {
    const history: Past = {}
    const schedule = expectedSchedule({ history })
    schedule.add('dub', { id: 'a', seconds: 60, outcome: 'abandoned' })
    schedule.add('dub', { id: 'a', seconds: 600, outcome: 'finished' })
    expect(history['dub']).toEqual([{ id: 'a', seconds: 600, outcome: 'finished' }])
  })
})
