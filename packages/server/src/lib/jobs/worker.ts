import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Engine, Log } from '../engines/engine.ts'
import type { DiskSpace } from '../files/disk-space.ts'
import { isStorageFull } from '../files/storage-full.ts'
import type { FileStore } from '../files/file-store.ts'
import type { Store } from '../store/store.ts'
import { createBell } from '../wake-signal.ts'
import { createTaskPool } from './task-pool.ts'
import { runTask, type TaskRunParts } from './task-run.ts'

export interface WorkerOptions {
  store: Store
  files: FileStore
  /** Only their tasks are claimed, and of each at most `concurrency` at once. */
  engines: Engine[]
  /** An existing folder for the scratch folders of tasks. */
  scratchRoot: string
  /** Path of the file of a complete upload. An `EngineError` it rejects with ends the task; anything else is retried. */
  uploads: (id: string) => string | Promise<string>
  /** While it has no room, no task is begun. Default: there always is. */
  space?: DiskSpace
  log: Log
  /** How long a claim holds without a sign of life. Default 15 000. */
  leaseMs?: number
  /** How often a sign of life is given; well below `leaseMs`. Default 5000. */
  heartbeatMs?: number
  /** How often at most a task's progress is stored. Default 500. */
  progressMs?: number
  /** How long an aborted engine may take before its task is settled without it. Default 1500. */
  abortGraceMs?: number
  /** How long a task may go on without telling progress, saving a checkpoint or storing a file. Default: 2 hours. */
  stallMs?: number
  /** How long to sleep at most when nothing is due, for what no hint tells. Default 5000. */
  idleMs?: number
  /** Unique for each worker that ever lived. Default: host, process and a UUID. */
  id?: string
  /** From 0 to 1, for the jitter of retries. Default `Math.random`. */
  random?: () => number
}

/** Claims tasks and runs engines. */
export interface Worker {
  readonly id: string
  /** How many tasks it has at the moment. */
  readonly running: number
  start(): void
  /**
   * Claims nothing more, lets the tasks at work go on for `graceMs` (default 0), then gives them back, so that the next
   * worker goes on from their checkpoints. Resolves when none is left; to be called before the store closes.
   */
  stop(options?: { graceMs?: number }): Promise<void>
}

/** One loop: claim, run, settle. */
export function createWorker(options: WorkerOptions): Worker {
  const { store, engines, log, idleMs = 5_000, id = newWorkerId() } = options
  const parts = withDefaults(options)
  const stopping = new AbortController()
  const bell = createBell()
  const room = watchRoom(options)
  const pool = createTaskPool(engines, parts.abortGraceMs, bell.ring)
  const hints: (() => void)[] = []
  let loop: Promise<void> | undefined
  let stopped: Promise<void> | undefined

  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const hasRoom = await room.isThere()
        if (hasRoom && (await claimAll())) continue
        await bell.wait(hasRoom ? await sleepMs() : idleMs)
      } catch (error) {
        log.error({ err: error }, 'Tasks cannot be claimed; trying again in a second.')
        await bell.wait(1_000)
      }
    }
  }
  const claimAll = async (): Promise<boolean> => {
    const counts = await Promise.all(pool.free().map(claimFor))
    return counts.some((count) => count > 0)
  }
  const claimFor = async (engine: Engine): Promise<number> => {
    const claimed = await store.claimMany(id, [engine.name], parts.leaseMs, pool.roomFor(engine))
    for (const task of claimed) pool.add(runTask(task, engine, parts), engine)
    return claimed.length
  }
  const sleepMs = async (): Promise<number> => {
    const dueInMs = await store.dueInMs(pool.free().map(({ name }) => name))
    return Math.min(idleMs, Math.max(MIN_SLEEP_MS, dueInMs ?? idleMs))
  }
  const finish = async (graceMs: number): Promise<void> => {
    stopping.abort()
    bell.ring()
    await loop
    await pool.drain(graceMs)
    for (const off of hints) off()
  }
  return {
    id,
    get running() {
      return pool.size
    },
    start() {
      if (loop !== undefined) return
      hints.push(store.onDue(bell.ring), store.onUnwanted(pool.look))
      loop = work()
    },
    stop({ graceMs = 0 } = {}) {
      stopped ??= finish(graceMs)
      return stopped
    },
  }
}

function newWorkerId(): string {
  return `${hostname()}-${process.pid}-${randomUUID()}`
}

/** Looks whether the disk has room for more work, and tells the log when that changes. */
function watchRoom({ space, log }: WorkerOptions) {
  let wasThere = true
  const isThere = async (): Promise<boolean> => {
    try {
      await space?.check()
      if (!wasThere) log.info({}, 'The disk has room again; tasks go on.')
      return (wasThere = true)
    } catch (error) {
      if (!isStorageFull(error)) throw error
      if (wasThere)
        log.error({ err: error }, 'The disk is too full to begin tasks; they wait until there is room.')
      return (wasThere = false)
    }
  }
  return { isThere }
}

/** What is due may be locked by another worker for a moment; asking in a tight loop would not free it. */
const MIN_SLEEP_MS = 20

/** Longer than the slowest stage of the longest source is silent on a small machine. */
const STALL_MS = 2 * 3600_000

function withDefaults(options: WorkerOptions): TaskRunParts {
  return {
    store: options.store,
    files: options.files,
    space: options.space,
    scratchRoot: options.scratchRoot,
    uploads: options.uploads,
    log: options.log,
    random: options.random ?? Math.random,
    leaseMs: options.leaseMs ?? 15_000,
    heartbeatMs: options.heartbeatMs ?? 5_000,
    progressMs: options.progressMs ?? 500,
    abortGraceMs: options.abortGraceMs ?? 1_500,
    stallMs: options.stallMs ?? STALL_MS,
  }
}
