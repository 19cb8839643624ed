import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type LogFields, VideoTranslationClient, type WaitOptions } from 'video-translation-client'
import type { History } from 'video-translation-client/history'
import { createFakeApi, type FakeApi } from '../../../test/support/fake-api.ts'

/** The results of the next attempts to load the model. Without any, it loads. */
const { outcomes, loads } = vi.hoisted(() => ({
  outcomes: [] as ('fails' | 'hangs')[],
  loads: { count: 0 },
}))

vi.mock('./model.ts', async (original) => {
  const model = await original<typeof import('./model.ts')>()
  const createModel: typeof model.createModel = async (...args) => {
    loads.count++
    const outcome = outcomes.shift()
    if (outcome === 'fails') throw new TypeError('Failed to fetch dynamically imported module')
    return outcome === 'hangs' ? await new Promise(() => {}) : await model.createModel(...args)
  }
  return { createModel }
})

function setUp(history?: History) {
  const api = createFakeApi()
  const whys: unknown[] = []
  const warnings: string[] = []
  const quiet = (): void => {}
  const logger = {
    debug: (line: string, { why }: LogFields) => void (line === 'next poll' && whys.push(why)),
    info: quiet,
    warn: (line: string) => void warnings.push(line),
    error: quiet,
  }
  const waiting = { ...(history && { history }) }
  const client = new VideoTranslationClient('https://translate.example.com', {
    fetch: api.fetch,
    logger,
    waiting,
  })
  return { api, client, whys, warnings }
}

/**
 * Lets time pass, with a sign of life on the stream now and then, and what is imported meanwhile
 * arrive.
 */
async function pass(seconds: number, api: FakeApi): Promise<void> {
  for (let past = 0; past < seconds; past += 5) {
    await vi.advanceTimersByTimeAsync(Math.min(5, seconds - past) * 1_000)
    api.heartbeat()
    await vi.dynamicImportSettled()
  }
}

function begin({ api, client }: ReturnType<typeof setUp>, options: WaitOptions = {}) {
  const { id } = api.add({ createdAt: new Date().toISOString(), status: 'running' })
  return { id, waiting: client.wait(id, options) }
}

function end(api: FakeApi, id: string): void {
  api.change(id, { status: 'completed', finishedAt: new Date().toISOString() })
}

const polling: WaitOptions = { transport: 'polling' }

beforeEach(() => {
  vi.useFakeTimers()
  loads.count = 0
})

afterEach(() => {
  vi.useRealTimers()
})

describe('the model of the expected schedule', () => {
  it.each<[string, WaitOptions]>([
    ['the stream', {}],
    ['held requests', { transport: 'held' }],
    ['notifications', { transport: 'notify' }],
    ['polls at fixed intervals', { schedule: 'fixed' }],
  ])('is never loaded by a client that follows by %s to the end', async (_, options) => {
    const stage = setUp()
    const { id, waiting } = begin(stage, options)
    await pass(200, stage.api)
    end(stage.api, id)
    stage.client.notify({ id })
    await pass(5, stage.api)
    expect(await waiting).toMatchObject({ status: 'completed' })
    expect(loads.count).toBe(0)
  })

  it('is loaded once by a client that polls, and plans the poll after that', async () => {
    const stage = setUp()
    const one = begin(stage, polling)
    const other = begin(stage, polling)
    await pass(30, stage.api)
    expect(loads.count).toBe(1)
    expect(stage.whys.at(-1)).toBe('expected since created, learned from 0')
    end(stage.api, one.id)
    end(stage.api, other.id)
    await pass(200, stage.api)
    await Promise.all([one.waiting, other.waiting])
    expect(loads.count).toBe(1)
  })

  it('that cannot be loaded does not fail a wait, is told of once and tried again', async () => {
    outcomes.push('fails', 'fails')
    const stage = setUp()
    const { id, waiting } = begin(stage, polling)
    await pass(5, stage.api)
    expect(loads.count).toBe(3)
    expect(stage.warnings).toEqual(['expected is not loaded'])
    expect(stage.whys).toContain('expected is not loaded')
    expect(stage.whys.at(-1)).toBe('expected since created, learned from 0')
    end(stage.api, id)
    await pass(200, stage.api)
    expect(await waiting).toMatchObject({ status: 'completed' })
  })

  it('that does not come holds up no poll and no abort', async () => {
    outcomes.push('hangs')
    const stage = setUp()
    const { id, waiting } = begin(stage, polling)
    await pass(10, stage.api)
    end(stage.api, id)
    await pass(5, stage.api)
    expect(await waiting).toMatchObject({ status: 'completed' })
    const abort = new AbortController()
    const aborted = begin(stage, { ...polling, signal: abort.signal }).waiting
    await pass(5, stage.api)
    abort.abort('enough')
    await expect(aborted).rejects.toBe('enough')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('learns from what ended before it was there', async () => {
    const stage = setUp()
    const streamed = Array.from({ length: 3 }, () => begin(stage))
    await pass(30, stage.api)
    for (const { id } of streamed) end(stage.api, id)
    await pass(5, stage.api)
    expect(loads.count).toBe(0)
    begin(stage, polling).waiting.catch(() => {})
    await pass(5, stage.api)
    expect(stage.whys.at(-1)).toBe('expected since created, learned from 3')
    stage.client.close()
  })

  it('does not hide an answer that was on its way when it came', async () => {
    const slow = Promise.withResolvers<object>()
    const stage = setUp({ load: async () => (await slow.promise) as never, note: () => {} })
    const { api } = stage
    const second = Promise.withResolvers<void>()
    let polls = 0
    api.intercept = async () => {
      if (++polls === 2) second.resolve()
      await new Promise((resolve) => setTimeout(resolve, 300))
      return undefined
    }
    const { waiting } = begin(stage, { ...polling, maxPolls: 2 })
    const ended = expect(waiting).rejects.toMatchObject({ code: 'max_polls' })
    await vi.advanceTimersByTimeAsync(950)
    await second.promise
    slow.resolve({})
    await vi.dynamicImportSettled()
    await vi.advanceTimersByTimeAsync(1_000)
    await ended
    expect(polls).toBe(2)
  })

  it('is loaded with the first wait where a history is kept, since it says what is noted', async () => {
    const noted: unknown[] = []
    const stage = setUp({ load: async () => ({}), note: (_, { id }) => void noted.push(id) })
    await pass(5, stage.api)
    expect(loads.count).toBe(0)
    const { id, waiting } = begin(stage)
    await pass(30, stage.api)
    expect(loads.count).toBe(1)
    end(stage.api, id)
    await waiting
    expect(noted).toEqual([id])
  })
})
