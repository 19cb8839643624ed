import { setTimeout as delay } from 'node:timers/promises'
import type { Engine } from '../engines/engine.ts'
import { WorkerStopping } from './abort-reasons.ts'
import type { TaskRun } from './task-run.ts'

/** The tasks that a worker has at the moment. */
export interface TaskPool {
  readonly size: number
  /** The engines that can take one more. */
  free(): Engine[]
  add(run: TaskRun, engine: Engine): void
  /** A translation changed: its tasks look whether they are still wanted. */
  look(translationId: string): void
  /** Waits `graceMs` for the tasks to end by themselves, then gives back those that are left. */
  drain(graceMs: number): Promise<void>
}

/**
 * @param abortGraceMs how long `drain` waits at most for engines that do not let go of an aborted task
 * @param onSettled called when there may be room again
 */
export function createTaskPool(engines: Engine[], abortGraceMs: number, onSettled: () => void): TaskPool {
  // A task that was settled without its engine does not take a place: one that hangs would block all others for ever.
  const runs = new Map<TaskRun, Engine>()
  const ending = new Set<Promise<void>>()

  const countOf = (engine: Engine) => [...runs.values()].filter((each) => each === engine).length
  const allSettled = () => Promise.all([...runs.keys()].map(({ settled }) => settled))
  const follow = async (run: TaskRun) => {
    await run.settled
    runs.delete(run)
    onSettled()
    await run.ended
  }
  return {
    get size() {
      return runs.size
    },
    free: () => engines.filter((engine) => countOf(engine) < engine.concurrency),
    add(run, engine) {
      runs.set(run, engine)
      const ended = follow(run).finally(() => ending.delete(ended))
      ending.add(ended)
    },
    look(translationId) {
      for (const run of runs.keys()) if (run.translationId === translationId) run.look()
    },
    async drain(graceMs) {
      await within(allSettled(), graceMs)
      for (const run of runs.keys()) run.abort(new WorkerStopping())
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
