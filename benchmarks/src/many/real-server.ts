// The real server with its embedded store on the disk, its default settings and the simulated engine.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, createSimulatedEngine } from 'video-translation-server'
import type { Served, ServerOrder } from './orders.ts'

const SOURCE = { source: { url: 'https://example.com/talk.mp4' }, to: ['es'], engine: 'simulated' }
const AT_ONCE = 50

const dataDir = await mkdtemp(join(tmpdir(), 'bench-many-'))
const engine = createSimulatedEngine()
const server = await createServer({
  dataDir,
  engines: [engine],
  limits: { requestsPerMinute: Infinity, createsPerMinute: Infinity },
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

/**
 * As many as are asked for, each to take as long as it needs to end in its turn: from its creation, or, of more than run
 * at once, from the end of the one whose place it gets.
 */
async function createAll({ jobs, afterMs, withinMs }: ServerOrder): Promise<string[]> {
  const ids: string[] = []
  const untilMs = Date.now() + afterMs
  const everyMs = withinMs / jobs
  const creators = Array.from({ length: AT_ONCE }, async (_, first) => {
    for (let i = first; i < jobs; i += AT_ONCE) {
      const ownMs = untilMs + i * everyMs - Date.now()
      const durationMs = i < engine.concurrency ? Math.max(1, ownMs) : engine.concurrency * everyMs
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
