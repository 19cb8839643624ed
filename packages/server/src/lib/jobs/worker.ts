import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Engine, Log } from '../engines/engine.ts'
import type { DiskSpace } from '../files/disk-space.ts'
import { isStorageFull } from '../files/storage-full.ts'
import type { FileStore } from '../files/file-store.ts'
import type { Store } from '../store/store.ts'
import { createWorkLoop } from '../work-loop.ts'
import { selectAll, type Selection } from './selection.ts'
import { createTaskPool } from './task-pool.ts'
import { runTask, type TaskRunParts } from './task-run.ts'
import { watchNothing, type WatchTask } from './task-watch.ts'

export interface WorkerOptions {
  store: Store
  files: FileStore
  /** The worker claims only tasks of these engines, at most `concurrency` of each at once. */
  engines: Engine[]
  /** An existing folder for the scratch folders of tasks. */
  scratchRoot: string
  /** The path of a complete upload. An `EngineError` ends the task; any other error is retried. */
  uploads: TaskRunParts['uploads']
  /** While the disk has no space, no task is started. Default: not checked. */
  space?: DiskSpace
  log: Log
  /** How long a claim holds without a heartbeat. Default 15 000. */
  leaseMs?: number
  /** The interval of heartbeats, well below `leaseMs`. Default 5000. */
  heartbeatMs?: number
  /** The minimum interval between two stored progress updates of a task. Default 500. */
  progressMs?: number
  /** How long an aborted engine may take before its task is settled without it. Default 1500. */
  abortGraceMs?: number
  /**
   * How long a task may run without reporting progress, saving a checkpoint or storing a file.
   * Default: 2 hours.
   */
  stallMs?: number
  /**
   * The longest sleep when no task is due, for tasks that no event announces. Default: the store's.
   */
  idleMs?: number
  /** Which tasks it may claim. Default: all tasks of its engines. */
  selection?: Selection
  /** Unique for each worker that has ever lived. Default: host, process and a UUID. */
  id?: string
  /** From 0 to 1, for the jitter of retries. Default `Math.random`. */
  random?: () => number
  /** Observes each task. Default: nothing does. */
  watch?: WatchTask
}

/** Claims tasks and runs engines. */
export interface Worker {
  readonly id: string
  /** The number of running tasks. */
  readonly running: number
  start(): void
  /**
   * Claims nothing more, lets running tasks continue for `graceMs` (default 0), then returns them
   * to the queue, so that the next worker continues from their checkpoints. Resolves when none is
   * left. Call it before the store closes.
   */
  stop(options?: { graceMs?: number }): Promise<void>
}

/** No event says that a full disk has space again. */
const DISK_RECHECK_MS = 5_000

/** One loop: claim, run, settle. */
export function createWorker(options: WorkerOptions): Worker {
  const { store, engines, log, id = newWorkerId() } = options
  const selection = options.selection ?? selectAll(store)
  const parts = withDefaults(options, selection)
  const disk = watchDisk(options)
  const pool = createTaskPool(engines, parts.abortGraceMs, () => loop.wake())
  const unsubscribers: (() => void)[] = []
  let stopped: Promise<void> | undefined

  const claimFor = async (engine: Engine): Promise<boolean> => {
    const { name } = engine
    const which = { needs: selection.needsOf(name), except: selection.leftToOthers() }
    const claimed = await store.claimMany(id, [name], parts.leaseMs, pool.freeSlots(engine), which)
    for (const task of claimed) pool.add(runTask(task, engine, parts), engine)
    return claimed.length > 0
  }
  const loop = createWorkLoop({
    async claim() {
      pool.beginClaim()
      const free = pool.free()
      // An idle worker sends this one query, however many engines it has.
      const dueInMs = await selection.dueInMs(free.map(({ name }) => name))
      if (dueInMs !== 0) return { claimed: false, dueInMs }
      if (!(await disk.hasSpace())) return { claimed: false, dueInMs: DISK_RECHECK_MS }
      return { claimed: (await Promise.all(free.map(claimFor))).includes(true), dueInMs: 0 }
    },
    idleMs: options.idleMs === undefined ? store.idleMs : () => options.idleMs as number,
    log,
    failureMessage: 'Tasks cannot be claimed; trying again in a second.',
  })
  const finish = async (graceMs: number): Promise<void> => {
    await loop.stop()
    await pool.drain(graceMs)
    for (const unsubscribe of unsubscribers) unsubscribe()
  }
  return {
    id,
    get running() {
      return pool.size
    },
    start() {
      if (unsubscribers.length > 0) return
      unsubscribers.push(store.onDue(loop.wake), store.onUnwanted(pool.recheck))
      loop.start()
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

/** Checks the disk for space, and logs when it fills up and when it has space again. */
function watchDisk({ space, log }: WorkerOptions) {
  let isFull = false
  const hasSpace = async (): Promise<boolean> => {
    try {
      await space?.check()
      if (isFull) log.info({}, 'The disk has space again; tasks continue.')
      isFull = false
    } catch (error) {
      if (!isStorageFull(error)) throw error
      if (!isFull)
        log.error({ err: error }, 'The disk is too full to start tasks; they wait until there is space.')
      isFull = true
    }
    return !isFull
  }
  return { hasSpace }
}

/** Longer than the longest silence of any stage on a small machine. */
const STALL_MS = 2 * 3600_000

function withDefaults(options: WorkerOptions, selection: Selection): TaskRunParts {
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
    can: selection.isOurs,
    isOffered: selection.isOffered,
    needsOfRetry: selection.needsOfRetry,
    watch: options.watch ?? watchNothing,
  }
}
