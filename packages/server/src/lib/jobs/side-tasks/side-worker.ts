import { parseNeed } from '../../engines/abilities.ts'
import type { Engine } from '../../engines/engine.ts'
import type { ClaimedSideTask, SideTaskKind } from '../../store/side-task-store.ts'
import { createWorkLoop } from '../../work-loop.ts'
import { WorkerStopping } from '../abort-reasons.ts'
import type { Selection } from '../selection.ts'
import { runSideTask, type SideRunParts } from './side-run.ts'

export interface SideWorkerOptions extends SideRunParts {
  /** Unique for each worker that has ever lived. */
  id: string
  kind: SideTaskKind
  engines: readonly Engine[]
  /** Most of it at once. */
  concurrency: number
  /** Whether the worker is the one to do something. */
  isOurs: Selection['isOurs']
  idleMs: () => number
}

/** Does work beside translations, in lanes of its own: no long task makes somebody wait. */
export interface SideWorker {
  start(): void
  /** Returns what is running to the queue. */
  stop(): Promise<void>
}

export function createSideWorker(options: SideWorkerOptions): SideWorker {
  const { sideTasks, concurrency, kind, log } = options
  const engines = new Map(
    options.engines.filter(({ sideWork }) => sideWork !== undefined).map((engine) => [engine.name, engine]),
  )
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()
  const begin = (claimed: ClaimedSideTask): void => {
    const engine = engines.get(claimed.engine)
    if (engine === undefined) return
    const done = runSideTask(claimed, engine, options, stopping.signal).finally(() => {
      running.delete(done)
      loop.wake()
    })
    running.add(done)
  }
  const loop = createWorkLoop({
    async claim() {
      if (engines.size === 0 || running.size >= concurrency) return { claimed: false }
      const claimed = await claimNext([...engines.keys()], options)
      if (claimed !== undefined) begin(claimed)
      return { claimed: claimed !== undefined }
    },
    idleMs: options.idleMs,
    log,
    failureMessage: `Side work (${kind}) cannot be claimed; trying again in a second.`,
  })
  const unsubscribe = sideTasks.onNews(loop.wake)
  return {
    start: loop.start,
    async stop() {
      unsubscribe()
      await loop.stop()
      stopping.abort(new WorkerStopping())
      await Promise.all(running)
    },
  }
}

async function claimNext(
  engines: string[],
  { id, kind, sideTasks, leaseMs, isOurs }: SideWorkerOptions,
): Promise<ClaimedSideTask | undefined> {
  for (const task of await sideTasks.waiting(kind, engines)) {
    const need = parseNeed(task.needs)
    if (need !== undefined && !(await isOurs(task.engine, need))) continue
    const claimed = await sideTasks.claim(task, id, leaseMs)
    if (claimed !== undefined) return claimed
  }
  return undefined
}
