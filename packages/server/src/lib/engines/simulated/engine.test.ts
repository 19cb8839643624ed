import { getEventListeners } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { EngineError } from '../../engine-error.ts'
import type { ProgressUpdate, SourceTask, TargetTask, TaskContext } from '../engine.ts'
import type { Clock } from './clock.ts'
import { createSimulatedEngine } from './engine.ts'

const folders: string[] = []
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))))

/** A virtual clock that `sleep` moves forward, so that an hour takes no time. */
function createVirtualClock(startMs = 1_000_000): Clock & { sleeps: number } {
  let nowMs = startMs
  return {
    sleeps: 0,
    now: () => nowMs,
    async sleep(ms, signal) {
      signal.throwIfAborted()
      this.sleeps++
      nowMs += ms
    },
  }
}

async function createContext(saved?: unknown, signal = new AbortController().signal) {
  const scratch = await mkdtemp(join(tmpdir(), 'simulated-'))
  folders.push(scratch)
  await mkdir(scratch, { recursive: true })
  const updates: ProgressUpdate[] = []
  let value = saved
  const nothing = () => {}
  const context: TaskContext = {
    signal,
    scratch,
    progress: (update) => updates.push(update),
    checkpoint: {
      get value() {
        return value
      },
      save: async (next) => void (value = JSON.parse(JSON.stringify(next))),
    },
    files: {
      put: async (path) => path,
      putIntermediate: async (path) => path,
      putShared: async (path) => path,
      findShared: async () => undefined,
      has: async () => true,
      get: async (key) => key,
    },
    reserveSpace: async () => {},
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  }
  return { context, updates }
}

const shared = { id: 't1', translationId: 'tr_1', attempt: 1, from: 'en' }

function sourceTask(to: string[], options: Record<string, unknown> = {}): SourceTask {
  return { ...shared, kind: 'source', source: { url: 'https://nowhere.invalid/a.mp4' }, to, options }
}

function targetTask(language: string, prepared: unknown, options: Record<string, unknown> = {}): TargetTask {
  return { ...shared, kind: 'target', language, prepared, options }
}

test('a scenario without changes for days gives signs of life', async () => {
  const clock = createVirtualClock()
  const scenario = { durationMs: 48 * 3_600_000, reportsProgress: false, reportsExpected: false }
  const engine = createSimulatedEngine({ scenario, clock })
  const { context } = await createContext()
  const signsMs = [clock.now()]
  await engine.run(sourceTask(['es']), { ...context, progress: () => void signsMs.push(clock.now()) })
  signsMs.push(clock.now())
  const pausesMs = signsMs.slice(1).map((atMs, index) => atMs - (signsMs[index] ?? 0))
  expect(Math.max(...pausesMs)).toBeLessThanOrEqual(3_600_000)
})

test('source and target together take the time of the scenario, and report stages and progress', async () => {
  const clock = createVirtualClock()
  const engine = createSimulatedEngine({ scenario: { durationMs: 600_000 }, clock })
  const source = await createContext()
  const { output } = await engine.run(sourceTask(['es']), source.context)
  expect(clock.now()).toBe(1_000_000 + 120_000)
  const target = await createContext()
  await engine.run(targetTask('es', output), target.context)
  expect(clock.now()).toBe(1_000_000 + 600_000)
  const stages = [...source.updates, ...target.updates].map(({ stage }) => stage)
  expect([...new Set(stages)]).toEqual(['prepare', 'transcribe', 'translate', 'synthesize', 'render'])
  const told = target.updates.map(({ progress }) => progress ?? -1)
  expect(told).toEqual([...told].sort((one, other) => one - other))
  expect(target.updates[0]).toMatchObject({ progress: 0, expectedSeconds: 480 })
})

test('a higher speed plays the same timeline in less time', async () => {
  const clock = createVirtualClock()
  const engine = createSimulatedEngine({ scenario: { durationMs: '10m' }, speed: 60, clock })
  await engine.run(
    targetTask('es', { playedMs: 0, seed: 1, scenario: { durationMs: '10m' } }),
    (await createContext()).context,
  )
  expect(clock.now()).toBe(1_000_000 + 10_000)
})

test('after a restart the timeline continues at the current time instead of starting again', async () => {
  const begun = createVirtualClock()
  const stopping = new AbortController()
  const first = await createContext(undefined, stopping.signal)
  const engine = createSimulatedEngine({ scenario: { durationMs: 100_000 }, clock: begun })
  const prepared = { playedMs: 0, seed: 1, scenario: { durationMs: 100_000 } }
  first.context.progress = ({ progress = 0 }) =>
    progress >= 0.4 && stopping.abort(new Error('the worker stops'))
  await expect(engine.run(targetTask('es', prepared), first.context)).rejects.toThrow('the worker stops')

  const later = createVirtualClock(1_000_000 + 70_000)
  const second = await createContext(first.context.checkpoint.value)
  await createSimulatedEngine({ clock: later }).run(targetTask('es', prepared), second.context)
  expect(later.now()).toBe(1_000_000 + 100_000)
  expect(second.updates[0]?.progress).toBeCloseTo(0.7)
})

test('an error outcome is an EngineError at the progress `failAt`, and does not show before', async () => {
  const clock = createVirtualClock()
  const engine = createSimulatedEngine({ clock })
  const options = { durationMs: 1000, targets: { ca: { outcome: 'error', failAt: 0.5 } } }
  const { output } = await engine.run(sourceTask(['es', 'ca'], options), (await createContext()).context)
  const failing = await createContext()
  const failed = engine.run(targetTask('ca', output, options), failing.context)
  await expect(failed).rejects.toMatchObject({ code: 'simulated_failure', retryable: false })
  await expect(failed).rejects.toBeInstanceOf(EngineError)
  expect(clock.now()).toBe(1_000_500)
  expect(failing.updates[0]?.expectedSeconds).toBeCloseTo(0.8)
  const sound = await engine.run(targetTask('es', output, options), (await createContext()).context)
  expect(sound.artifacts?.map(({ name }) => name)).toEqual(['es.mp4', 'es.srt'])
})

test('the artifacts say that they are simulated', async () => {
  const engine = createSimulatedEngine({ clock: createVirtualClock() })
  const source = await engine.run(sourceTask(['es']), (await createContext()).context)
  const target = await engine.run(targetTask('es', source.output), (await createContext()).context)
  const artifacts = [...(source.artifacts ?? []), ...(target.artifacts ?? [])]
  const texts = artifacts.filter(({ text }) => text !== undefined)
  expect(texts.map(({ name }) => name)).toEqual(['transcript.json', 'es.srt'])
  for (const { text, name } of texts) expect(text?.toLowerCase(), name).toContain('simulated')
  const toPlay = [...(source.playback ?? []), ...(target.playback ?? [])]
  expect(toPlay.map(({ playback, sample }) => `${playback} ${sample}`)).toEqual([
    'source video',
    'peaks peaks',
    'dub sound',
    'peaks peaks',
  ])
})

test('translations with the same seed play the same timeline, and others play their own', async () => {
  const durations = async (options: Record<string, unknown>, translationId: string) => {
    const clock = createVirtualClock(0)
    const engine = createSimulatedEngine({ scenario: { durationMs: 'exponential:100s' }, clock })
    const source = await engine.run(
      { ...sourceTask(['es'], options), translationId },
      (await createContext()).context,
    )
    await engine.run(targetTask('es', source.output, options), (await createContext()).context)
    return clock.now()
  }
  expect(await durations({ seed: 7 }, 'tr_1')).toBe(await durations({ seed: 7 }, 'tr_2'))
  expect(await durations({}, 'tr_1')).not.toBe(await durations({}, 'tr_2'))
  expect(await durations({}, 'tr_1')).toBe(await durations({}, 'tr_1'))
})

test('an abort rejects at once with its reason, and leaves no timer and no listener', async () => {
  const engine = createSimulatedEngine({ scenario: { durationMs: '1d' } })
  const controller = new AbortController()
  const { context } = await createContext(undefined, controller.signal)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const run = engine.run(sourceTask(['es']), context)
  await expect.poll(() => vi.getTimerCount()).toBe(1)
  controller.abort(new Error('canceled by the user'))
  await expect(run).rejects.toThrow('canceled by the user')
  expect(vi.getTimerCount()).toBe(0)
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
})

test('invalid options are refused, each with its pointer', async () => {
  const engine = createSimulatedEngine()
  const pointers = async (options: Record<string, unknown>) =>
    (await engine.check({ source: 'url', to: ['es', 'pt-BR'], options })).map(({ pointer }) => pointer)
  expect(await pointers({ durationMs: '2s', errorRate: 0.5, seed: 'a' })).toEqual([])
  expect(await pointers({ durationMs: -1, failAt: 2, seed: {} })).toEqual([
    '/options/durationMs',
    '/options/failAt',
    '/options/seed',
  ])
  expect(await pointers({ outcome: 'needs_input' })).toEqual(['/options/outcome'])
  expect(await pointers({ targets: { es: { errorRate: NaN }, fr: {} } })).toEqual([
    '/options/targets/es/errorRate',
    '/options/targets/fr',
  ])
  expect(await pointers({ targets: { es: null } })).toEqual(['/options/targets/es'])
  expect(await pointers({ nonsense: 1 })).toEqual(['/options/nonsense'])
})

test('an outcome in the request replaces the error rate of the engine', async () => {
  const engine = createSimulatedEngine({ scenario: { errorRate: 0.5 } })
  expect(await engine.check({ source: 'url', to: ['es'], options: { outcome: 'completed' } })).toEqual([])
})

test('ten thousand simulations play side by side on one thread', async () => {
  const engine = createSimulatedEngine({ scenario: { durationMs: 300 } })
  const { context } = await createContext()
  const prepared = { playedMs: 0, seed: 1, scenario: { durationMs: 'uniform:100ms,300ms', outcome: 'error' } }
  const begun = performance.now()
  const runs = Array.from({ length: 10_000 }, (_, index) =>
    engine.run(
      { ...targetTask('es', { ...prepared, seed: index }), id: `t${index}` },
      { ...context, checkpoint: { value: undefined, save: async () => {} } },
    ),
  )
  const results = await Promise.allSettled(runs)
  expect(results.every(({ status }) => status === 'rejected')).toBe(true)
  // One after the other they would take half an hour.
  expect(performance.now() - begun).toBeLessThan(60_000)
})
