import type { Created, NewTranslation, Store } from '../store.ts'
import type { ClaimedTask } from '../claimed-task.ts'

/** A store under test, and its time, which only the test moves. */
export interface StoreBench {
  store: Store
  /** The steady clock: epoch milliseconds. */
  now: number
  /** How far the machine's clock was set forward or back. */
  skewMs: number
}

export const LEASE_MS = 1_000

export const REQUEST: NewTranslation = {
  owner: 'ann',
  engine: 'e',
  source: { upload: 'up1', name: 'talk.mp4', bytes: 10 },
  to: ['es', 'fr'],
  options: { voice: 'low' },
  maxAttempts: 2,
}

export async function create({ store }: StoreBench, changes: Partial<NewTranslation> = {}): Promise<Created> {
  const created = await store.create({ ...REQUEST, ...changes })
  if (typeof created === 'string') throw new Error(created)
  return created
}

export async function claim({ store }: StoreBench, worker = 'w'): Promise<ClaimedTask> {
  const claimed = await store.claim(worker, ['e'], LEASE_MS)
  if (claimed === undefined) throw new Error('nothing to claim')
  return claimed
}

/** A translation whose source is prepared. */
export async function prepared(bench: StoreBench, changes: Partial<NewTranslation> = {}): Promise<string> {
  const { translation } = await create(bench, changes)
  const { lease } = await claim(bench)
  await bench.store.complete(lease, { output: { cues: 3 } })
  return translation.id
}

export async function typesOf({ store }: StoreBench, id: string): Promise<string[]> {
  return (await store.events(id)).map(({ type, language }) => (language ? `${type} ${language}` : type))
}
