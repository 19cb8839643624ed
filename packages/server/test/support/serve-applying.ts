// Like serve.ts, with a quick simulated engine. It begins to apply a correction, and ends that only
// if there is a file `apply` beside the data folder.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  createServer,
  createSimulatedEngine,
  type Engine,
  type ServerOptions,
} from 'video-translation-server'

const options = JSON.parse(process.argv[2] ?? '{}') as ServerOptions
const apply = join(options.dataDir ?? '.', '..', 'apply')
const simulated = createSimulatedEngine({ scenario: { durationMs: 100 } })
const engine: Engine = {
  ...simulated,
  async run(task, context) {
    if (task.kind === 'target' && task.revision === 2 && !existsSync(apply)) {
      await new Promise((_resolve, reject) => {
        context.signal.addEventListener('abort', () => reject(context.signal.reason as Error))
      })
    }
    return await simulated.run(task, context)
  },
}
const server = await createServer({ ...options, engines: [engine] })
process.once('SIGTERM', () => void server.close())
process.stdout.write(`${await server.listen()}\n`)
