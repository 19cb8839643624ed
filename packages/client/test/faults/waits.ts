import type { WaitOptions } from 'video-translation-client'
import { expectSame, throwFailures } from './verbs.ts'
import type { Harness } from './harness.ts'

export const JOB_MS = 20_000

/** A verb that waits, with its channel for changes. */
export interface Wait {
  name: string
  /** The request with the fault. */
  route: string
  by: 'stream' | 'held' | 'polling' | 'bulk'
  /** Whether to test lasting faults as well. They take long, so one wait for each route does. */
  meetsLasting?: boolean
  /** Waits for a job of {@link JOB_MS}. Throws if the result is wrong. */
  run(harness: Harness): Promise<void>
}

const STREAM = { by: 'stream', route: 'POST /v1/translations/stream' } as const
const HELD = { by: 'held', route: 'GET /v1/translations/*' } as const
const POLLING = { by: 'polling', route: 'GET /v1/translations/*' } as const
const BULK = { by: 'bulk', route: 'GET /v1/translations' } as const
const FIXED: WaitOptions = { transport: 'polling', schedule: 'fixed', minDelayMs: 2_000 }

export const WAITS: readonly Wait[] = [
  { ...STREAM, name: 'wait with the stream', meetsLasting: true, run: (harness) => waitOne(harness, {}) },
  {
    ...HELD,
    name: 'wait with long polls',
    meetsLasting: true,
    run: (harness) => waitOne(harness, { transport: 'held' }),
  },
  { ...POLLING, name: 'wait with polling', meetsLasting: true, run: (harness) => waitOne(harness, FIXED) },
  { ...STREAM, name: 'waitMany with the stream', run: (harness) => waitMany(harness, {}) },
  { ...BULK, name: 'waitMany with polling', meetsLasting: true, run: (harness) => waitMany(harness, FIXED) },
  { ...STREAM, name: 'watch with the stream', run: (harness) => watch(harness, {}) },
  { ...POLLING, name: 'watch with polling', run: (harness) => watch(harness, FIXED) },
  { ...STREAM, name: 'translate', run: translate },
  { ...STREAM, name: 'resume', run: resume },
]

/** Adds a running job that reports progress once, and completes after `ms`. */
export function startJob({ api }: Harness, ms = JOB_MS): string {
  const { id } = api.add({ status: 'running' })
  setTimeout(() => api.change(id, { progress: 0.5 }), ms / 2)
  setTimeout(() => api.change(id, { status: 'completed' }), ms)
  return id
}

async function waitOne(harness: Harness, options: WaitOptions): Promise<void> {
  expectSame((await harness.client.wait(startJob(harness), options)).status, 'completed')
}

async function waitMany(harness: Harness, options: WaitOptions): Promise<void> {
  const [first, second] = [startJob(harness), startJob(harness)]
  const outcomes = throwFailures(await harness.client.waitMany([first, second, first], options))
  expectSame(
    outcomes.map(({ id, result }) => [id, result]),
    [first, second, first].map((id) => [id, 'completed']),
  )
}

async function watch(harness: Harness, options: WaitOptions): Promise<void> {
  const versions: number[] = []
  let status = ''
  for await (const update of harness.client.watch(startJob(harness), options)) {
    versions.push(update.version)
    status = update.status
  }
  expectSame(status, 'completed')
  expectSame(versions, [...new Set(versions)].sort(), 'each version is reported once and in order')
}

async function translate(harness: Harness): Promise<void> {
  const { api, client } = harness
  const done = await client.translate(
    { source: 'https://example.com/talk.mp4', to: ['es'] },
    {
      onUpdate: ({ id, version }) =>
        version === 1 && setTimeout(() => api.change(id, { status: 'completed' }), JOB_MS),
    },
  )
  expectSame(done.status, 'completed')
}

async function resume(harness: Harness): Promise<void> {
  const token = { v: 1 as const, server: harness.proxy.url, ids: [startJob(harness)] }
  expectSame((await harness.client.resume(JSON.stringify(token))).status, 'completed')
}
