// The server of a subject. `node serve.ts '{"options":{...},"concurrency":1}'` prints its URL and
// runs until it is killed.
import { createPipelineEngine, createServer, createSimulatedEngine } from 'video-translation-server'
import type { ServeOrder } from './server-process.ts'

const { options, concurrency, engine } = JSON.parse(process.argv[2] ?? '{}') as ServeOrder
const simulated = createSimulatedEngine()
const server = await createServer({
  ...options,
  engines:
    engine === 'pipeline'
      ? [createPipelineEngine()]
      : [{ ...simulated, concurrency: concurrency ?? simulated.concurrency }],
})
console.log(await server.listen())
