import { setTimeout as delay } from 'node:timers/promises'
import type { Engine } from '../engines/engine.ts'
import { WorkerStopping } from './abort-reasons.ts'
import type { TaskRun } from './task-run.ts'

/** The running tasks of a worker. */
export interface TaskPool {
  readonly size: number
  /** The engines with a free slot. */
  free(): Engine[]
  /** How many more tasks an engine can take. */
  freeSlots(engine: Engine): number
  /** From now on, what changes is rechecked when it is added. */
  beginClaim(): void
  add(run: TaskRun, engine: Engine): void
  /** The translation changed: its tasks check whether they are still wanted. */
  recheck(translationId: string): void
  /** Waits `graceMs` for the tasks to end by themselves, then returns the rest to the queue. */
  drain(graceMs: number): Promise<void>
}

/**
 * @param abortGraceMs the longest time that `drain` waits for engines that ignore an abort
 * @param onFreeSlot called when an engine that was full has a free slot again
 */
export function createTaskPool(engines: Engine[], abortGraceMs: number, onFreeSlot: () => void): TaskPool {
  // A task that was settled without its engine takes no slot. Otherwise an engine that hangs would
  // block all others.
  const runs = new Map<Engine, Set<TaskRun>>(engines.map((engine) => [engine, new Set()]))
  const ending = new Set<Promise<void>>()
  /** The translations that have changed since the last claim began, when nobody ran them yet. */
  const changed = new Set<string>()

  const of = (engine: Engine) => runs.get(engine) ?? new Set()
  const all = () => [...runs.values()].flatMap((each) => [...each])
  const freeSlots = (engine: Engine) => engine.concurrency - of(engine).size
  const allSettled = () => Promise.all(all().map(({ settled }) => settled))
  const track = async (run: TaskRun, engine: Engine) => {
    await run.settled
    const wasFull = freeSlots(engine) <= 0
    of(engine).delete(run)
    if (wasFull) onFreeSlot()
    await run.ended
  }
  return {
    get size() {
      return all().length
    },
    free: () => engines.filter((engine) => freeSlots(engine) > 0),
    freeSlots,
    beginClaim: () => changed.clear(),
    add(run, engine) {
      of(engine).add(run)
      if (changed.has(run.translationId)) run.recheck()
      const ended = track(run, engine).finally(() => ending.delete(ended))
      ending.add(ended)
    },
    recheck(translationId) {
      changed.add(translationId)
      for (const run of all()) if (run.translationId === translationId) run.recheck()
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
