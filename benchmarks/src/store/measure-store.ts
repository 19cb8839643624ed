import type { ClaimedTask } from '../../../packages/server/src/lib/store/claimed-task.ts'
import type { Store } from '../../../packages/server/src/lib/store/store.ts'

/** Calls per second. */
export interface Rates {
  create: number
  claim: number
  heartbeat: number
  complete: number
}

/** Calls at the same time. */
export const WRITERS = 8
/** Below the connections that PostgreSQL allows by default. */
export const BUSY_WRITERS = 64
const CLAIMERS = 4
/** A busy server has many tasks, whose heartbeats join each other. */
const BEATING = 100
const CLAIMED_AT_ONCE = 8
const LEASE_MS = 600_000

/** Creates translations, claims their first tasks, and completes them. Every call is durable. */
export async function measureStore(store: Store, count: number): Promise<Rates> {
  const create = await measureCreates(store, count, WRITERS)
  const claimed: ClaimedTask[] = []
  const claim = await perSecond(count, CLAIMERS, async () => {
    const tasks = await store.claimMany('bench', ['e'], LEASE_MS, CLAIMED_AT_ONCE)
    claimed.push(...tasks)
    return tasks.length
  })
  const heartbeat = await onEach(claimed, BEATING, ({ lease }) => store.heartbeat(lease, LEASE_MS))
  const output = { cues: 3 }
  const complete = await onEach(claimed, WRITERS, ({ lease }) => store.complete(lease, { output }))
  return { create, claim, heartbeat, complete }
}

export async function measureCreates(store: Store, count: number, atOnce: number): Promise<number> {
  return await perSecond(count, atOnce, () => createOne(store))
}

async function createOne(store: Store): Promise<number> {
  await store.create({
    owner: `owner ${Math.floor(Math.random() * 10)}`,
    engine: 'e',
    source: { url: 'https://host.example/talk.mp4' },
    from: 'en',
    to: ['es', 'fr'],
    options: {},
    maxAttempts: 3,
  })
  return 1
}

async function onEach(
  tasks: ClaimedTask[],
  atOnce: number,
  call: (task: ClaimedTask) => Promise<unknown>,
): Promise<number> {
  const left = tasks.slice()
  return await perSecond(tasks.length, atOnce, async () => {
    const task = left.pop()
    if (task === undefined) return 0
    await call(task)
    return 1
  })
}

/** @param call resolves with how much it did; 0 when nothing is left */
async function perSecond(count: number, atOnce: number, call: () => Promise<number>): Promise<number> {
  let done = 0
  const run = async (): Promise<void> => {
    while (done < count) {
      const did = await call()
      if (did === 0) return
      done += did
    }
  }
  const startMs = performance.now()
  await Promise.all(Array.from({ length: atOnce }, run))
  return Math.round((done / (performance.now() - startMs)) * 1_000)
}
