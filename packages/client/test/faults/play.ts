import '../support/set-up.ts'
import { VideoTranslationClient, type WaitOptions } from 'video-translation-client'
import { vi } from 'vitest'
import { createFakeApi, type FakeApi } from '../support/fake-api.ts'
import { seedRandom } from '../support/seed-random.ts'
import { applyFault } from 'video-translation-simulator'
import type { FaultCase } from './catalogue.ts'

/** The course of a test: faults, changes and the end of the job. */
export interface Script {
  /** The faults of the first requests. Null: no fault. */
  faults: (FaultCase | null)[]
  /** From then on the server is down for good, and its streams end. */
  downMs: number | null
  /** When the job changes, and when it ends, in milliseconds. */
  changesMs: number[]
  endMs: number
  endsAs: 'completed' | 'error' | 'partial' | 'canceled'
  abortMs: number | null
  options: WaitOptions
}

/** One request of the client. */
export interface RecordedRequest {
  readonly route: string
  readonly atMs: number
  readonly fault: FaultCase | null
  /** The time when it was answered, failed or was given up. */
  overMs?: number
}

/** The result of a wait. Times count from its beginning. */
export interface WaitRun {
  status?: string | undefined
  error?: unknown
  endedMs: number
  seen: RecordedRequest[]
  /** Requests after the end. */
  afterwards: number
  /** Timers that are left. */
  timers: number
}

const DOWN: FaultCase = { name: 'down', fault: { kind: 'reset', at: 'start' }, response: 'repeat' }
const TOO_MANY = 3_000
const HEARTBEAT_MS = 15_000
const AFTERMATH_MS = 1_200_000

/** Plays a script in virtual time, without sockets. */
export async function play(script: Script): Promise<WaitRun> {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  })
  const random = seedRandom()
  try {
    return await playOut(script)
  } finally {
    random.mockRestore()
    vi.useRealTimers()
  }
}

async function playOut(script: Script): Promise<WaitRun> {
  const api = createFakeApi()
  const { id } = api.add({ status: 'running' })
  const seen: RecordedRequest[] = []
  const startedMs = performance.now()
  const client = new VideoTranslationClient('https://translate.example.com', {
    fetch: faultyFetch(api, script, seen),
  })
  const heartbeats = setInterval(api.heartbeat, HEARTBEAT_MS)
  startChanges(api, id, script)
  if (script.downMs !== null) setTimeout(api.endStreams, script.downMs)
  const abort = new AbortController()
  if (script.abortMs !== null) setTimeout(() => abort.abort('enough'), script.abortMs)

  const run: WaitRun = { endedMs: Infinity, seen, afterwards: 0, timers: 0 }
  client
    .wait(id, { ...script.options, signal: abort.signal, settle: true })
    .then(({ result, error }) => Object.assign(run, { status: result, error }))
    .catch((error: unknown) => (run.error = error))
    .finally(() => (run.endedMs = performance.now() - startedMs))
  while (run.endedMs === Infinity && seen.length < TOO_MANY) await step()

  const before = seen.length
  clearInterval(heartbeats)
  const endMs = performance.now() + AFTERMATH_MS
  while (vi.getTimerCount() > 0 && performance.now() < endMs) await step()
  run.afterwards = seen.length - before
  run.timers = vi.getTimerCount()
  client.close()
  return run
}

function startChanges(api: FakeApi, id: string, { changesMs, endMs, endsAs }: Script): void {
  for (const ms of changesMs) if (ms < endMs) setTimeout(() => api.change(id, { progress: ms / endMs }), ms)
  setTimeout(() => api.change(id, { status: endsAs }), endMs)
}

function faultyFetch(api: FakeApi, { faults, downMs }: Script, seen: RecordedRequest[]): typeof fetch {
  const startedMs = performance.now()
  const now = (): number => performance.now() - startedMs
  return async (input, init) => {
    const request = new Request(input, init)
    const fault = downMs !== null && now() >= downMs ? DOWN : (faults[seen.length] ?? null)
    const mine: RecordedRequest = {
      route: `${request.method} ${new URL(request.url).pathname}`,
      atMs: now(),
      fault,
    }
    seen.push(mine)
    const gone = new Promise<never>((_, reject) => {
      request.signal.addEventListener('abort', () => {
        mine.overMs ??= now()
        reject(request.signal.reason)
      })
    })
    const answer = applyFault(fault?.fault, request, api.fetch)
    return await Promise.race([answer, gone]).finally(() => fault?.holdMs || (mine.overMs ??= now()))
  }
}

async function step(): Promise<void> {
  await vi.advanceTimersToNextTimerAsync()
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
}
