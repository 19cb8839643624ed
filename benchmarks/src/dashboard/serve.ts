// The server of the measurements. It prints its URL and runs until it is killed, or until whoever
// started it is gone: then its input ends.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, createSimulatedEngine, type Engine } from 'video-translation-server'
import { LECTURE_CUES, RUNNING } from './size.ts'

const simulated = createSimulatedEngine()

/** An engine whose tasks never end: each changes once a second. */
const busy: Engine = {
  ...simulated,
  name: 'busy',
  concurrency: RUNNING,
  run: (_task, { signal, progress }) =>
    new Promise((_resolve, reject) => {
      const beganMs = Date.now()
      const timer = setInterval(() => {
        const seconds = (Date.now() - beganMs) / 1000
        progress({ stage: 'synthesize', progress: 1 - 1 / (1 + seconds / 300), expectedSeconds: 600 })
      }, 1000)
      signal.addEventListener('abort', () => {
        clearInterval(timer)
        reject(signal.reason as Error)
      })
    }),
}

/** An engine that never begins anything but its first task. */
const idle: Engine = { ...busy, name: 'idle', concurrency: 1 }

/** An engine that finds the lines of a lecture of two hours. */
const lecture: Engine = {
  ...simulated,
  name: 'lecture',
  async run(task, context) {
    const result = await simulated.run(task, context)
    return task.kind === 'source' ? { ...result, cues: linesOf(LECTURE_CUES) } : result
  },
}

function linesOf(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    start: index * 3.6,
    end: index * 3.6 + 3,
    text: `This is line ${index + 1} of a lecture that takes two hours, and somebody says it.`,
  }))
}

const server = await createServer({
  dataDir: mkdtempSync(join(tmpdir(), 'bench-dashboard-')),
  engines: [busy, idle, lecture].map((engine) => ({
    ...engine,
    describe: async () => ({ ...(await simulated.describe()), name: engine.name }),
  })),
  limits: { requestsPerMinute: Infinity, createsPerMinute: Infinity },
  logLevel: 'silent',
})
console.log(await server.listen())
process.stdin.resume().once('end', () => process.exit())
