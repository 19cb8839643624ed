// The real server with its embedded store and the simulated engine. What is measured is the client, so neither its disk
// nor its heartbeats, each of which is made durable, are to be the limit.
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, createSimulatedEngine } from 'video-translation-server'
import type { Served, ServerOrder } from './orders.ts'

const SOURCE = { source: { url: 'https://example.com/talk.mp4' }, to: ['es'], engine: 'simulated' }
const AT_ONCE = 50

const MEMORY_DISK = '/dev/shm'
const dataDir = await mkdtemp(join(existsSync(MEMORY_DISK) ? MEMORY_DISK : tmpdir(), 'bench-many-'))
const unlimited = { requestsPerMinute: Infinity, createsPerMinute: Infinity }
const server = await createServer({
  dataDir,
  engines: [createSimulatedEngine()],
  limits: unlimited,
  worker: { leaseMs: 3_600_000 },
  logLevel: 'silent',
})
tell({ url: await server.listen() })
process.on('message', async (order: ServerOrder) => {
  tell({ ids: await createAll(order) })
})
process.on('disconnect', async () => {
  // Nothing of it is needed any more, so it need not end in order.
  await rm(dataDir, { recursive: true, force: true, maxRetries: 3 })
  process.exit()
})

function tell(message: Served): void {
  process.send?.(message)
}

/** As many as are asked for, each to take as long as it needs to end in its turn. */
async function createAll({ jobs, afterMs, withinMs }: ServerOrder): Promise<string[]> {
  const ids: string[] = []
  const untilMs = Date.now() + afterMs
  const creators = Array.from({ length: AT_ONCE }, async (_, first) => {
    for (let i = first; i < jobs; i += AT_ONCE) {
      const durationMs = Math.max(1, untilMs + (i * withinMs) / jobs - Date.now())
      ids[i] = await create(Math.round(durationMs))
    }
  })
  await Promise.all(creators)
  return ids
}

async function create(durationMs: number): Promise<string> {
  const scenario = { durationMs, reportsProgress: false, reportsExpected: false, stages: { synthesize: 1 } }
  const response = await server.fetch(
    new Request(`${server.url}/v1/translations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...SOURCE, options: scenario }),
    }),
  )
  const body = (await response.json()) as { id?: string }
  if (!body.id) throw new Error(`Could not create: ${JSON.stringify(body)}`)
  return body.id
}
