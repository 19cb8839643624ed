// Like serve.ts, with a quick simulated engine that never ends its first attempt to apply a
// correction. Then a file `begun` is beside the data folder.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  createServer,
  createSimulatedEngine,
  type Engine,
  type ServerOptions,
} from 'video-translation-server'

const options = JSON.parse(process.argv[2] ?? '{}') as ServerOptions
const begun = join(options.dataDir ?? '.', '..', 'begun')
const simulated = createSimulatedEngine({ scenario: { durationMs: 100 } })
const engine: Engine = {
  ...simulated,
  async run(task, context) {
    if (task.kind === 'target' && task.revision === 2 && !existsSync(begun)) {
      writeFileSync(begun, '')
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
