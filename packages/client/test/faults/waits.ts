import type { WaitOptions } from 'video-translation-client'
import { expectSame, throwFailures } from './verbs.ts'
import type { World } from './world.ts'

export const JOB_MS = 20_000

/** A verb that waits, with the way by which it hears of changes. */
export interface Wait {
  name: string
  /** The request that goes wrong. */
  route: string
  by: 'stream' | 'held' | 'polling' | 'bulk'
  /** One wait for each kind of request meets the faults that last, too: they take long. */
  meetsLasting?: boolean
  /** Waits for a job of {@link JOB_MS}, and throws where it did not come out right. */
  run(world: World): Promise<void>
}

const STREAM = { by: 'stream', route: 'POST /v1/translations/stream' } as const
const HELD = { by: 'held', route: 'GET /v1/translations/*' } as const
const POLLING = { by: 'polling', route: 'GET /v1/translations/*' } as const
const BULK = { by: 'bulk', route: 'GET /v1/translations' } as const
const FIXED: WaitOptions = { transport: 'polling', schedule: 'fixed', minDelayMs: 2_000 }

export const WAITS: readonly Wait[] = [
  { ...STREAM, name: 'wait by the stream', meetsLasting: true, run: (world) => waitOne(world, {}) },
  {
    ...HELD,
    name: 'wait by held requests',
    meetsLasting: true,
    run: (world) => waitOne(world, { transport: 'held' }),
  },
  { ...POLLING, name: 'wait by polling', meetsLasting: true, run: (world) => waitOne(world, FIXED) },
  { ...STREAM, name: 'waitMany by the stream', run: (world) => waitMany(world, {}) },
  { ...BULK, name: 'waitMany by polling', meetsLasting: true, run: (world) => waitMany(world, FIXED) },
  { ...STREAM, name: 'watch by the stream', run: (world) => watch(world, {}) },
  { ...POLLING, name: 'watch by polling', run: (world) => watch(world, FIXED) },
  { ...STREAM, name: 'translate', run: translate },
  { ...STREAM, name: 'resume', run: resume },
]

/** A job on the server: runs, tells its progress once, and is completed after `ms`. */
export function startJob({ api }: World, ms = JOB_MS): string {
  const { id } = api.add({ status: 'running' })
  setTimeout(() => api.change(id, { progress: 0.5 }), ms / 2)
  setTimeout(() => api.change(id, { status: 'completed' }), ms)
  return id
}

async function waitOne(world: World, options: WaitOptions): Promise<void> {
  expectSame((await world.client.wait(startJob(world), options)).status, 'completed')
}

async function waitMany(world: World, options: WaitOptions): Promise<void> {
  const [first, second] = [startJob(world), startJob(world)]
  const outcomes = throwFailures(await world.client.waitMany([first, second, first], options))
  expectSame(
    outcomes.map(({ id, result }) => [id, result]),
    [first, second, first].map((id) => [id, 'completed']),
  )
}

async function watch(world: World, options: WaitOptions): Promise<void> {
  const versions: number[] = []
  let status = ''
  for await (const update of world.client.watch(startJob(world), options)) {
    versions.push(update.version)
    status = update.status
  }
  expectSame(status, 'completed')
  expectSame(versions, [...new Set(versions)].sort(), 'no state is told twice or out of order')
}

async function translate(world: World): Promise<void> {
  const { api, client } = world
  const done = await client.translate(
    { source: 'https://example.com/talk.mp4', to: ['es'] },
    {
      onUpdate: ({ id, version }) =>
        version === 1 && setTimeout(() => api.change(id, { status: 'completed' }), JOB_MS),
    },
  )
  expectSame(done.status, 'completed')
}

async function resume(world: World): Promise<void> {
  const token = { v: 1 as const, server: world.proxy.url, ids: [startJob(world)] }
  expectSame((await world.client.resume(JSON.stringify(token))).status, 'completed')
}
