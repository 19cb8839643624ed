// A real server with its embedded store on disk, default settings and the simulated engine.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, createSimulatedEngine } from 'video-translation-server'
import type { ServerAnswer, ServerOrder } from './orders.ts'

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
answer({ url: await server.listen() })
process.on('message', async (order: ServerOrder) => {
  answer({ ids: await createAll(order) })
})
process.on('disconnect', async () => {
  // The data is not needed any more, so the server need not close.
  await rm(dataDir, { recursive: true, force: true, maxRetries: 3 })
  process.exit()
})

function answer(message: ServerAnswer): void {
  process.send?.(message)
}

/**
 * Creates jobs whose durations make them end one after another. A job runs from its creation or,
 * when the engine is full, from the end of the job whose place it takes.
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
