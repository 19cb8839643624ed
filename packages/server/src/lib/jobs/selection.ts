import { formatNeed, type Need, parseNeed } from '../engines/abilities.ts'
import { isOffered, isTextOffered, RECENT_MS, type Workforce } from '../nodes/workforce.ts'
import type { EngineOffer } from '../nodes/offers.ts'
import type { NeedInLine, Store } from '../store/store.ts'
import { createLeftTasks } from './left-tasks.ts'

/** Which tasks a worker may claim, and which of their steps it does. */
export interface Selection {
  /** Milliseconds until such a task is due; 0 when one is, undefined when none waits. */
  dueInMs(engines: string[]): Promise<number | undefined>
  /** What the tasks of an engine may need, as `dueInMs` found it. Undefined: anything. */
  needsOf(engine: string): string[] | undefined
  /** Ids of tasks that failed here, which the others have a while to take. */
  leftToOthers(): string[]
  /** Whether the worker is the one to do a step, and not another one. */
  isOurs(engine: string, need: Need): Promise<boolean>
  /** Whether a worker that is alive can do a step. Absent: no worker says what it can do. */
  isOffered?(engine: string, need: Need): Promise<boolean>
  /** Notes that a task has failed here and is tried again. Resolves with what it needs then. */
  needsOfRetry(failed: FailedTask): Promise<string>
}

/** A task that is tried again. */
export interface FailedTask {
  id: string
  engine: string
  /** What it needed when it was claimed. */
  needs: string
  /** What the step needs that failed, if the engine says so. */
  step?: Need | undefined
  /** Milliseconds until it is due. */
  inMs: number
}

/** All tasks of its engines: a worker that is alone says at once what it cannot do. */
export function selectAll(store: Pick<Store, 'dueInMs'>): Selection {
  return {
    dueInMs: (engines) => store.dueInMs(engines),
    needsOf: () => undefined,
    leftToOthers: () => [],
    isOurs: async () => true,
    needsOfRetry: async ({ needs }) => needs,
  }
}

export interface SelectionParts {
  /** The worker, by the id of its node. */
  id: string
  store: Pick<Store, 'needsInLine' | 'dueInMs'>
  /** What the worker offers. */
  offers(): Promise<EngineOffer[]>
  /** Whether its operator has restricted it. */
  isRestricted: boolean
  workforce: Pick<Workforce, 'offers' | 'offersNow' | 'offersBeside'>
  /** Milliseconds of a clock that never jumps. Default: that of the process. */
  clock?: () => number
}

/** A broken worker fails fast and is free, so it would use up all tries if the others came last. */
const OTHERS_FIRST_MS = 15_000

/**
 * Only tasks whose next step the worker can do. A worker without restrictions also takes a step
 * that no worker can do, so that it fails with the reason.
 */
export function selectOffered(parts: SelectionParts): Selection {
  const { id, store, offers, isRestricted, workforce, clock = () => performance.now() } = parts
  const needsByEngine = new Map<string, string[]>()
  const left = createLeftTasks(clock)
  const isForUs = createFitting({ ...parts, clock })
  return {
    async dueInMs(engines) {
      const line = await store.needsInLine(engines)
      const fits = await Promise.all(line.map(isForUs))
      const fitting = line.filter((_, at) => fits[at])
      for (const engine of engines) {
        const needs = fitting.filter((each) => each.engine === engine).map((each) => each.needs)
        needsByEngine.set(engine, [...new Set(needs)])
      }
      if (fitting.length === 0) return undefined
      // Their owners may be at a limit. The store knows how long it leaves them alone.
      const allowedInMs = await store.dueInMs(engines)
      if (allowedInMs === undefined) return undefined
      return Math.max(allowedInMs, Math.min(...fitting.map(({ dueInMs }) => dueInMs)))
    },
    needsOf: (engine) => needsByEngine.get(engine) ?? [],
    leftToOthers: left.ids,
    async isOurs(engine, need) {
      const own = await offers()
      if (isOffered(own, engine, need)) return true
      if (isOffered(await workforce.offersNow(), engine, need)) return false
      // A restriction is one of steps, so it lets no task wait for a voice that nobody has.
      return !isRestricted || isOffered(own, engine, { ...need, voices: [] })
    },
    isOffered: async (engine, need) =>
      isOffered(await offers(), engine, need) || isOffered(await workforce.offersNow(), engine, need),
    async needsOfRetry({ id: task, engine, needs, step, inMs }) {
      const others = await workforce.offersBeside(id)
      const again = step && isOffered(others, engine, step) ? formatNeed(step) : needs
      if (isTextOffered(others, engine, again)) left.add(task, inMs + OTHERS_FIRST_MS)
      return again
    },
  }
}

/**
 * Whether tasks are for this worker. One whose voices nobody has had for long goes to any worker
 * that speaks: cues get another voice, and a request that needs the voice ends with the reason.
 */
function createFitting(parts: Pick<SelectionParts, 'offers' | 'workforce'> & { clock: () => number }) {
  const { offers, workforce, clock } = parts
  const startedMs = clock()
  return async ({ engine, needs }: NeedInLine): Promise<boolean> => {
    const own = await offers()
    if (isTextOffered(own, engine, needs)) return true
    const need = parseNeed(needs)
    if (need?.voices === undefined || !isOffered(own, engine, { ...need, voices: [] })) return false
    // After an outage of all, the others have as long to come back.
    if (clock() - startedMs < RECENT_MS) return false
    return !isOffered(await workforce.offers(), engine, need)
  }
}
