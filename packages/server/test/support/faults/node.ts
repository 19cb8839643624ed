// A node that tests can kill. Its options come as JSON, and it prints its URL.
import { flushCompileCache } from 'node:module'
import { setTimeout as delay } from 'node:timers/promises'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createServer,
  type Engine,
  type ServerOptions,
  type Task,
  type TaskContext,
} from 'video-translation-server'
import { createRecorder } from './history.ts'

export interface NodeOrder {
  /** The file of its history. */
  history: string
  options: Omit<ServerOptions, 'engines'>
}

const { history, options } = JSON.parse(process.argv[2] ?? '{}') as NodeOrder
const record = createRecorder(history)

/** Stores a file in each task, and artifacts that say which attempt made them. */
const engine: Engine = {
  name: 'recorded',
  concurrency: 4,
  describe: async () => ({
    name: 'recorded',
    description: '',
    ready: true,
    problems: [],
    languages: [],
    options: {},
  }),
  check: async () => [],
  async run(task, context) {
    record({ op: 'run', task: task.id, attempt: task.attempt })
    await work(context)
    if (task.kind === 'source') return { output: { source: await store(task, context, 'source.txt') } }
    await context.files.get((task.prepared as { source: string }).source)
    const name = `${task.language}.txt`
    return { artifacts: [{ name, key: await store(task, context, name), mediaType: 'text/plain' }] }
  },
}

async function work({ progress, checkpoint, signal }: TaskContext): Promise<void> {
  progress({ stage: 'translate', progress: 0.1 })
  await delay(50 + Math.random() * 300, undefined, { signal })
  await checkpoint.save({ half: true })
  await delay(50 + Math.random() * 300, undefined, { signal })
}

async function store({ id, attempt }: Task, { scratch, files }: TaskContext, name: string): Promise<string> {
  const text = `${name} of ${id} by attempt ${attempt} ${Math.random()}`
  const path = join(scratch, `draft-${name}`)
  await writeFile(path, text)
  // Recorded before it is stored: a kill in between must not make a stored file look unknown.
  record({ op: 'put', task: id, attempt, name, text })
  return await files.put(path, name)
}

const server = await createServer({ ...options, engines: [engine] })
process.once('SIGTERM', () => void server.close())
process.stdout.write(`${await server.listen()}\n`)
// A process that is killed would not keep what it compiled for the next one.
flushCompileCache()
