import { setTimeout as delay } from 'node:timers/promises'
import type { Engine } from '../engines/engine.ts'
import { WorkerStopping } from './abort-reasons.ts'
import type { TaskRun } from './task-run.ts'

/** The tasks that a worker has at the moment. */
export interface TaskPool {
  readonly size: number
  /** The engines that can take one more. */
  free(): Engine[]
  /** How many more an engine can take. */
  roomFor(engine: Engine): number
  add(run: TaskRun, engine: Engine): void
  /** Something happened to a translation: its tasks look whether they are still wanted. */
  look(translationId: string): void
  /** Waits `graceMs` for the tasks to end by themselves, then gives back those that are left. */
  drain(graceMs: number): Promise<void>
}

/**
 * @param abortGraceMs how long `drain` waits at most for engines that do not let go of an aborted task
 * @param onRoom called when an engine that was full has room again
 */
export function createTaskPool(engines: Engine[], abortGraceMs: number, onRoom: () => void): TaskPool {
  // A task that was settled without its engine does not take a place: one that hangs would block all others for ever.
  const runs = new Map<Engine, Set<TaskRun>>(engines.map((engine) => [engine, new Set()]))
  const ending = new Set<Promise<void>>()

  const of = (engine: Engine) => runs.get(engine) ?? new Set()
  const all = () => [...runs.values()].flatMap((each) => [...each])
  const roomFor = (engine: Engine) => engine.concurrency - of(engine).size
  const allSettled = () => Promise.all(all().map(({ settled }) => settled))
  const follow = async (run: TaskRun, engine: Engine) => {
    await run.settled
    const wasFull = roomFor(engine) <= 0
    of(engine).delete(run)
    if (wasFull) onRoom()
    await run.ended
  }
  return {
    get size() {
      return all().length
    },
    free: () => engines.filter((engine) => roomFor(engine) > 0),
    roomFor,
    add(run, engine) {
      of(engine).add(run)
      const ended = follow(run, engine).finally(() => ending.delete(ended))
      ending.add(ended)
    },
    look(translationId) {
      for (const run of all()) if (run.translationId === translationId) run.look()
    },
    async drain(graceMs) {
      await within(allSettled(), graceMs)
      for (const run of all()) run.abort(new WorkerStopping())
      await allSettled()
      await within(Promise.all(ending), abortGraceMs)
    },
  }
}

async function within(promise: Promise<unknown>, ms: number): Promise<void> {
  const controller = new AbortController()
  const patience = delay(ms, undefined, { signal: controller.signal }).catch(() => undefined)
  await Promise.race([promise, patience])
  controller.abort()
}
