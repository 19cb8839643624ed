import * as fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { VideoTranslationClient, type WaitOptions } from 'video-translation-client'
import { createFakeApi, problem } from '../../../test/support/fake-api.ts'
import { useVirtualTime } from '../../../test/support/virtual-time.ts'

const SERVER = 'https://translate.example.com'
const IDS = 3
const OPTIONS: WaitOptions[] = [
  {},
  { transport: 'held' },
  { transport: 'notify' },
  { schedule: 'fixed', minDelayMs: 700 },
  { schedule: 'expected' },
  { schedule: () => Number.NaN },
  { schedule: () => -1e6 },
  {
    schedule: () => {
      throw new Error('mine')
    },
  },
]

const step = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), id: fc.nat(IDS - 1), options: fc.constantFrom(...OPTIONS) }),
  fc.record({ do: fc.constant('abort' as const), wait: fc.nat(9) }),
  fc.record({ do: fc.constant('change' as const), id: fc.nat(IDS - 1) }),
  fc.record({ do: fc.constant('finish' as const), id: fc.nat(IDS - 1) }),
  fc.record({ do: fc.constant('hint' as const), id: fc.nat(IDS - 1) }),
  fc.record({ do: fc.constant('cut' as const) }),
  fc.record({ do: fc.constant('down' as const), ms: fc.constantFrom(50, 3_000, 40_000) }),
  fc.record({ do: fc.constant('jump' as const), ms: fc.constantFrom(60_000, -60_000) }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
const steps = fc.array(fc.tuple(step, fc.constantFrom(0, 1, 300, 5_000, 50_000)), {
  minLength: 3,
  maxLength: 25,
})

interface Wait {
  id: string
  versions: number[]
  abort: AbortController
  result?: unknown
  error?: unknown
  isOver: boolean
}

/** A client and its server in virtual time, and what passes between them. */
function stage() {
  const api = createFakeApi()
  const ids = Array.from(
    { length: IDS },
    () => api.add({ status: 'running', createdAt: new Date().toISOString() }).id,
  )
  const finished = new Set<string>()
  const open = new Set<{ about: string[]; isHeld: boolean; signal: AbortSignal | null | undefined }>()
  let downUntilMs = -Infinity
  let pollFailedMs = -Infinity
  api.intercept = () => (performance.now() < downUntilMs ? problem(503, 'down', 'Down.') : undefined)
  const client = new VideoTranslationClient(SERVER, { fetch })
  const waits: Wait[] = []
  const violations: string[] = []
  return { api, client, waits, violations, run, finishAll, requests: () => api.requests.length }

  async function fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const url = new URL(String(input))
    if (url.pathname.endsWith('/stream')) return await api.fetch(input, init)
    const isHeld = url.search.includes('until=change')
    const about = url.searchParams.getAll('id')
    if (about.length === 0) about.push(url.pathname.split('/').at(-1) as string)
    if (performance.now() - pollFailedMs < 100) violations.push('asked at once after a failure')
    const request = { about, isHeld, signal: init?.signal }
    const others = [...open].filter(({ signal }) => !signal?.aborted)
    if (others.some((other) => other.about.some((id) => about.includes(id))))
      violations.push('two requests for one translation')
    if (others.filter((other) => other.isHeld === isHeld).length >= 4) violations.push('too many requests')
    open.add(request)
    try {
      const response = await api.fetch(input, init)
      if (response.status === 503) pollFailedMs = performance.now()
      return response
    } finally {
      open.delete(request)
    }
  }

  function run(given: Step): void {
    if (given.do === 'wait') return begin(ids[given.id] as string, given.options)
    if (given.do === 'abort') return void waits[given.wait]?.abort.abort('enough')
    if (given.do === 'cut') return api.endStreams()
    if (given.do === 'down') return void (downUntilMs = performance.now() + given.ms)
    if (given.do === 'jump') return void vi.setSystemTime(Date.now() + given.ms)
    const id = ids[given.id] as string
    if (given.do === 'hint') return void client.notify({ id })
    if (finished.has(id)) return undefined
    if (given.do === 'change') return void api.change(id, { progress: Math.random() })
    return finish(id)
  }

  function finish(id: string): void {
    finished.add(id)
    api.change(id, { status: 'completed' })
  }

  function finishAll(): void {
    downUntilMs = -Infinity
    for (const id of ids) if (!finished.has(id)) finish(id)
  }

  function begin(id: string, options: WaitOptions): void {
    const wait: Wait = { id, versions: [], abort: new AbortController(), isOver: false }
    waits.push(wait)
    const onUpdate = ({ version }: { version: number }) => {
      if (wait.isOver) violations.push('told after its end')
      wait.versions.push(version)
    }
    const over = () => void (wait.isOver = true)
    client
      .wait(id, { ...options, signal: wait.abort.signal, onUpdate })
      .then(
        (result) => (wait.result = result),
        (error: unknown) => (wait.error = error),
      )
      .then(over, over)
  }
}

async function play(
  all: [Step, number][],
  check: (course: ReturnType<typeof stage>) => Promise<void>,
): Promise<void> {
  const course = stage()
  try {
    for (const [given, passMs] of all) {
      course.run(given)
      await vi.advanceTimersByTimeAsync(passMs)
    }
    await check(course)
    expect(course.violations).toEqual([])
    for (const { versions } of course.waits)
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
  } finally {
    course.client.close()
  }
}

const settings = { numRuns: 25, seed: 20_261_129 }

useVirtualTime()

it(
  'whatever happens, every wait ends with its translation, and leaves nothing behind',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        await play(all, async ({ waits, finishAll, api, requests }) => {
          finishAll()
          await vi.advanceTimersByTimeAsync(120_000)
          for (const { abort, error, result } of waits)
            expect(abort.signal.aborted ? (error ?? result) : result).toBeDefined()
          const before = requests()
          await vi.advanceTimersByTimeAsync(600_000)
          expect([requests() - before, api.openStreams(), vi.getTimerCount()]).toEqual([0, 0, 0])
        })
      }),
      settings,
    )
  },
)

it(
  'whatever happened before, no request goes out after the last abort or a close',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (all, closes) => {
        await play(all, async ({ client, waits, api, requests }) => {
          const before = requests()
          if (closes) client.close()
          else for (const { abort } of waits) abort.abort('enough')
          await vi.advanceTimersByTimeAsync(600_000)
          expect([requests() - before, api.openStreams(), vi.getTimerCount()]).toEqual([0, 0, 0])
          expect(waits.every(({ isOver }) => isOver)).toBe(true)
        })
      }),
      settings,
    )
  },
)

it(
  'with a live stream only verification asks; when it is lost all are asked soon',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 250 }), async (count) => {
        const api = createFakeApi()
        const ids = Array.from({ length: count }, () => api.add({ status: 'running' }).id)
        const client = new VideoTranslationClient(SERVER, { fetch: api.fetch })
        void client.waitMany(ids)
        for (let beat = 0; beat < 12; beat++) {
          await vi.advanceTimersByTimeAsync(10_000)
          api.heartbeat()
        }
        const [, ...verifying] = api.requests
        expect(verifying.length).toBeLessThanOrEqual(3 * 120)
        const asked = new Set<string>()
        api.intercept = ({ url }, path) => {
          if (path.endsWith('/stream')) return problem(503, 'down', 'Down.')
          for (const id of new URL(url).searchParams.getAll('id')) asked.add(id)
          asked.add(path.split('/').at(-1) as string)
          return undefined
        }
        api.endStreams()
        await vi.advanceTimersByTimeAsync((2_000 + 3 * count) * 1.1 + 50)
        expect(ids.filter((id) => !asked.has(id))).toEqual([])
        client.close()
      }),
      { numRuns: 10, seed: 20_261_129 },
    )
  },
)
