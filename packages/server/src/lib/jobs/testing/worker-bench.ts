import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, vi } from 'vitest'
import type { Engine, Log, Task, TaskContext, TaskResult } from '../../engines/engine.ts'
import { createDirectoryStore } from '../../files/directory-store.ts'
import type { FileStore } from '../../files/file-store.ts'
import { openSqliteStore } from '../../store/sqlite/open-sqlite-store.ts'
import type { NewTranslation, Store } from '../../store/store.ts'
import type { TranslationRecord } from '../../store/records.ts'
import { createWorker, type Worker, type WorkerOptions } from '../worker.ts'

/** A real store and real files for each test, and the workers it starts. */
export interface WorkerBench {
  folder: string
  store: Store
  files: FileStore
  /** The logged lines. */
  lines: Record<string, unknown>[]
  log: Log
  /** Starts a worker that searches for work only after an event of the store. */
  start(engine: Engine, options?: Partial<WorkerOptions>): Worker
  create(changes?: Partial<NewTranslation>): Promise<string>
  /** The translation once it has ended. */
  finished(id: string): Promise<TranslationRecord>
  /** Waits until the first target is at work. */
  begun(id: string): Promise<void>
  scratchFolders(): Promise<string[]>
}

export function useWorkerBench(): WorkerBench {
  const bench = {} as WorkerBench
  const workers: Worker[] = []
  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'worker-'))
    const store = await openSqliteStore({ path: join(folder, 'store.db') })
    Object.assign(bench, { folder, store, files: createDirectoryStore(join(folder, 'files')) })
    const lines: WorkerBench['lines'] = []
    Object.assign(bench, { lines, log: collect(lines) })
  })
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop()))
    await bench.store.close()
    await rm(bench.folder, { recursive: true, force: true })
  })
  return Object.assign(bench, {
    start(engine: Engine, options: Partial<WorkerOptions> = {}) {
      const worker = createWorker({ ...defaults(bench), engines: [engine], ...options })
      workers.push(worker)
      worker.start()
      return worker
    },
    create: (changes: Partial<NewTranslation> = {}) => create(bench.store, changes),
    finished: (id: string) => finished(bench.store, id),
    begun: (id: string) => begun(bench.store, id),
    async scratchFolders() {
      return (await readdir(bench.folder)).filter((name) => name.startsWith('task-'))
    },
  })
}

function defaults({ store, files, folder, log }: WorkerBench) {
  const uploads = (id: string) => join(folder, id)
  // No test may pass because the worker happened to search at the right moment.
  return { store, files, scratchRoot: folder, uploads, log, idleMs: 60_000, random: () => 0 }
}

function collect(lines: Record<string, unknown>[]): Log {
  const add = (fields: Record<string, unknown>, message: string) => void lines.push({ ...fields, message })
  return { debug: add, info: add, warn: add, error: add }
}

async function create(store: Store, changes: Partial<NewTranslation>): Promise<string> {
  const created = await store.create({
    owner: '',
    engine: 'e',
    source: { url: 'https://host/talk.mp4' },
    to: ['es'],
    options: {},
    maxAttempts: 3,
    ...changes,
  })
  if (typeof created === 'string') throw new Error(created)
  return created.translation.id
}

async function finished(store: Store, id: string): Promise<TranslationRecord> {
  const readEnded = async () => {
    const translation = await store.get(id)
    if (translation?.finishedAt === undefined) throw new Error(`Still ${translation?.status}.`)
    return translation
  }
  return await vi.waitFor(readEnded, { timeout: 60_000, interval: 5 })
}

async function begun(store: Store, id: string): Promise<void> {
  const checkRunning = async () => {
    const status = (await store.get(id))?.targetTasks[0]?.status
    if (status !== 'running') throw new Error(`Still ${status}.`)
  }
  await vi.waitFor(checkRunning, { timeout: 60_000, interval: 5 })
}

type RunTask = (task: Task, context: TaskContext) => Promise<TaskResult>

export function engine(run: RunTask, concurrency = 1): Engine {
  const info = { name: 'e', description: '', ready: true, problems: [], languages: [], options: {} }
  return { name: 'e', concurrency, describe: async () => info, check: async () => [], run }
}

/** Prepares at once; does with a target what the test wants. */
export function targets(run: RunTask, concurrency?: number): Engine {
  return engine(
    async (task, context) => (task.kind === 'source' ? {} : await run(task, context)),
    concurrency,
  )
}

/** Rejects with the signal's reason when it aborts. */
export async function aborted(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted()
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  throw signal.reason
}
