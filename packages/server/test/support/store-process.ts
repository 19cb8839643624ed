// A node that works on the store of a PostgreSQL database in a process that tests can kill. Its
// options come as JSON. It prints what was acknowledged, a JSON line each, and ends when its
// standard input does.
import { openPostgresStore } from '../../src/lib/store/postgres/open-postgres-store.ts'
import type { ClaimedTask } from '../../src/lib/store/claimed-task.ts'

/** A change that the store acknowledged to a node, or an error. */
export type Line =
  | { did: 'create' | 'cancel'; translationId: string }
  | { did: 'claim' | 'complete'; taskId: string; attempt: number }
  | { did: 'failed'; message: string }

const { url, node } = JSON.parse(process.argv[2] ?? '{}') as { url: string; node: string }

const LEASE_MS = 2_000
const stopping = new AbortController()
process.stdin.on('end', () => stopping.abort()).resume()
const store = await openPostgresStore({ url })

await Promise.all([repeat(create), repeat(create), repeat(work), repeat(work)])
await store.close()

async function repeat(step: () => Promise<void>): Promise<void> {
  while (!stopping.signal.aborted) {
    await step().catch((error: Error) => say({ did: 'failed', message: error.message }))
  }
}

async function create(): Promise<void> {
  const created = await store.create({
    owner: `owner ${Math.floor(Math.random() * 5)}`,
    engine: 'e',
    source: { upload: `up_${Math.floor(Math.random() * 1000)}`, name: 'a.mp4', bytes: 10 },
    to: ['es', 'fr'],
    options: {},
    maxAttempts: 20,
  })
  if (typeof created === 'string') throw new Error(created)
  const translationId = created.translation.id
  say({ did: 'create', translationId })
  if (Math.random() < 0.1 && (await store.cancel(translationId))) say({ did: 'cancel', translationId })
}

async function work(): Promise<void> {
  for (const task of await store.claimMany(node, ['e'], LEASE_MS, 4)) {
    say({ did: 'claim', taskId: task.lease.taskId, attempt: task.lease.attempt })
    await run(task)
  }
}

async function run({ lease }: ClaimedTask): Promise<void> {
  await store.heartbeat(lease, LEASE_MS)
  await store.advance(lease, { stage: 'translate', progress: 0.5 })
  await store.saveCheckpoint(lease, { step: 1 })
  if (await store.complete(lease, { output: { cues: 3 } }))
    say({ did: 'complete', taskId: lease.taskId, attempt: lease.attempt })
}

function say(line: Line): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
