import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Logger } from 'video-translation-client'
import { type PastJob, fileHistory, historyIn, localStorageHistory } from 'video-translation-client/history'

const quiet = (): void => {}

/** A store in memory, and what was saved and warned of. */
function setUp(text?: string) {
  const saved: string[] = []
  const warnings: string[] = []
  const log: Logger = { debug: quiet, info: quiet, warn: (line) => void warnings.push(line), error: quiet }
  const store = { load: () => saved.at(-1) ?? text, save: (next: string) => void saved.push(next) }
  return { store, saved, warnings, log, history: historyIn(store) }
}

function job(id: string, seconds: number, more: Partial<PastJob> = {}): PastJob {
  return { id, seconds, outcome: 'finished', ...more }
}

describe('a history', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('gives the next process what the one before saw', async () => {
    const { store, history, log } = setUp()
    expect(await history.load(log)).toEqual({})
    history.note('dub 1', job('a', 300, { mediaSeconds: 60, hint: { atSeconds: 1, expectedSeconds: 280 } }))
    await vi.advanceTimersByTimeAsync(0)
    expect(await historyIn(store).load(log)).toEqual({
      'dub 1': [job('a', 300, { mediaSeconds: 60, hint: { atSeconds: 1, expectedSeconds: 280 } })],
    })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is shared by processes that save in turn, and takes the newer word on a job', async () => {
    const { store, history, log } = setUp()
    const other = historyIn(store)
    await Promise.all([history.load(log), other.load(log)])
    history.note('dub 1', job('a', 300))
    history.note('dub 1', job('b', 60, { outcome: 'abandoned' }))
    await vi.advanceTimersByTimeAsync(0)
    other.note('dub 1', job('b', 400))
    await vi.advanceTimersByTimeAsync(0)
    expect(await historyIn(store).load(log)).toEqual({ 'dub 1': [job('a', 300), job('b', 400)] })
  })

  it('saves at once, and then four times a second at most however many end', async () => {
    const { saved, history, log } = setUp()
    await history.load(log)
    for (let i = 0; i < 1_000; i++) {
      history.note('dub 1', job(`j${i}`, i))
      await vi.advanceTimersByTimeAsync(2)
    }
    await vi.advanceTimersByTimeAsync(1_000)
    expect(saved.length).toBeLessThanOrEqual(10)
    expect(saved.at(-1)).toContain('"j999"')
  })

  it('stays small: 200 jobs of each of 20 kinds', async () => {
    const { saved, history, log } = setUp()
    await history.load(log)
    for (let i = 0; i < 300; i++) history.note('many', job(`j${i}`, i))
    for (let i = 0; i < 30; i++) history.note(`kind ${i}`, job('a', 1))
    await vi.advanceTimersByTimeAsync(0)
    const { kinds } = JSON.parse(saved.at(-1) ?? '') as { kinds: object }
    expect(Object.keys(kinds)).toHaveLength(20)
    for (let i = 0; i < 300; i++) history.note('many', job(`j${i}`, i))
    await vi.advanceTimersByTimeAsync(1_000)
    const all = (await history.load(log))['many'] ?? []
    expect([all.length, all[0]?.id]).toEqual([200, 'j100'])
  })

  it.each(['', '{', '[]', '{"v":2,"kinds":{}}', '{"v":1,"kinds":null}', 'null'])(
    'ignores what is damaged, with one warning: %s',
    async (text) => {
      const { saved, warnings, history, log } = setUp(text)
      expect(await history.load(log)).toEqual({})
      history.note('dub 1', job('a', 300))
      await vi.advanceTimersByTimeAsync(0)
      expect(saved).toHaveLength(1)
      expect(warnings).toHaveLength(1)
    },
  )

  it('leaves out single jobs that make no sense', async () => {
    const jobs = [job('a', 300), job('b', -1), { seconds: 3 }, 'x', null, job('c', 5, { hint: {} as never })]
    const { history, log } = setUp(JSON.stringify({ v: 1, kinds: { dub: jobs, other: 7 } }))
    expect(await history.load(log)).toEqual({ dub: [job('a', 300)] })
  })

  it('a store that throws, or never answers, delays a wait by a second and harms nothing', async () => {
    const { warnings, log } = setUp()
    const broken = historyIn({
      load: () => Promise.reject(new Error('no')),
      save() {
        throw new Error('full')
      },
    })
    expect(await broken.load(log)).toEqual({})
    broken.note('dub 1', job('a', 300))
    await vi.advanceTimersByTimeAsync(0)
    expect(warnings).toHaveLength(1)
    const silent = historyIn({ load: () => new Promise(() => {}), save: quiet })
    const loaded = silent.load(log)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await loaded).toEqual({})
  })

  it('saves again when a save has not ended for ten seconds', async () => {
    const { log } = setUp()
    const saved: string[] = []
    const save = (text: string) => (saved.push(text) === 1 ? new Promise<void>(() => {}) : undefined)
    const history = historyIn({ load: () => undefined, save })
    await history.load(log)
    history.note('dub 1', job('a', 300))
    await vi.advanceTimersByTimeAsync(9_000)
    history.note('dub 1', job('b', 300))
    await vi.advanceTimersByTimeAsync(0)
    expect(saved).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1_000)
    history.note('dub 1', job('c', 300))
    await vi.advanceTimersByTimeAsync(0)
    expect(saved[1]).toContain('"c"')
  })

  it('lives in localStorage, or says once that it may not', async () => {
    const { warnings, log } = setUp()
    const items = new Map<string, string>()
    const storage = {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, text: string) => void items.set(key, text),
    }
    const history = localStorageHistory('mine', () => storage)
    expect(await history.load(log)).toEqual({})
    history.note('dub 1', job('a', 300))
    await vi.advanceTimersByTimeAsync(0)
    expect(await localStorageHistory('mine', () => storage).load(log)).toEqual({ 'dub 1': [job('a', 300)] })
    const forbidden = localStorageHistory('mine', () => {
      throw new Error('forbidden')
    })
    expect(await forbidden.load(log)).toEqual({})
    expect(warnings).toHaveLength(1)
  })
})

describe('a history in a file', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'history-'))
    // A load waits for a second at most, and a disk of a busy machine may take longer.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })
  afterEach(async () => {
    vi.useRealTimers()
    await rm(folder, { recursive: true })
  })

  it('is made with its folder, and replaced whole', async () => {
    const { log, warnings } = setUp()
    const path = join(folder, 'not', 'there', 'history.json')
    const history = fileHistory(path)
    expect(await history.load(log)).toEqual({})
    history.note('dub 1', job('a', 300))
    await vi.waitFor(async () => expect(await readFile(path, 'utf8')).toContain('"a"'), 60_000)
    expect(await fileHistory(path).load(log)).toEqual({ 'dub 1': [job('a', 300)] })
    expect(await readdir(join(folder, 'not', 'there'))).toEqual(['history.json'])
    expect(warnings).toEqual([])
  })

  it('logs once that its folder cannot be made', async () => {
    const { log, warnings } = setUp()
    const history = fileHistory('/proc/none/deep/history.json')
    expect(await history.load(log)).toEqual({})
    history.note('dub 1', job('a', 300))
    await vi.waitFor(() => expect(warnings).toHaveLength(1), 60_000)
  })

  it('is written anew where it was cut off', async () => {
    const { log, warnings } = setUp()
    const path = join(folder, 'history.json')
    await writeFile(path, '{"v":1,"kinds":{"dub 1":[{"sec')
    const history = fileHistory(path)
    expect(await history.load(log)).toEqual({})
    history.note('dub 1', job('a', 300))
    await vi.waitFor(async () => expect(await readFile(path, 'utf8')).toContain('"a"'), 60_000)
    expect(await fileHistory(path).load(log)).toEqual({ 'dub 1': [job('a', 300)] })
    expect(warnings).toHaveLength(1)
  })
})
