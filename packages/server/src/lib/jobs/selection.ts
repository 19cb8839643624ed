import { formatFailed, hasFailed, type Need } from '../engines/abilities.ts'
import { isOffered, isTextOffered, type Workforce } from '../nodes/workforce.ts'
import type { EngineOffer } from '../nodes/offers.ts'
import type { NeedInLine, Store } from '../store/store.ts'

/** Which tasks a worker may claim, and which of their steps it does. */
export interface Selection {
  /** Milliseconds until such a task is due; 0 when one is, undefined when none waits. */
  dueInMs(engines: string[]): Promise<number | undefined>
  /** What the due tasks of an engine may need, as `dueInMs` found it. Undefined: anything. */
  needsOf(engine: string): string[] | undefined
  /** Whether the worker is the one to do a step, and not another one. */
  isOurs(engine: string, need: Need): Promise<boolean>
  /** What a task needs that has failed here, and is tried again. */
  needsOfRetry(needs: string): string
}

/** All tasks of its engines: a worker that is alone says at once what it cannot do. */
export function selectAll(store: Pick<Store, 'dueInMs'>): Selection {
  return {
    dueInMs: (engines) => store.dueInMs(engines),
    needsOf: () => undefined,
    isOurs: async () => true,
    needsOfRetry: (needs) => needs,
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
  workforce: Pick<Workforce, 'offersNow' | 'offersBeside'>
}

/** A broken worker fails fast and is free, so it would use up all tries if the others came last. */
const OTHERS_FIRST_MS = 15_000

/**
 * Only tasks whose next step the worker can do. A worker without restrictions also takes a step
 * that no worker can do, so that it fails with the reason.
 */
export function selectOffered(parts: SelectionParts): Selection {
  const { id, store, offers, isRestricted, workforce } = parts
  const needsByEngine = new Map<string, string[]>()
  const afterOthers = async (each: NeedInLine): Promise<NeedInLine> => {
    if (!hasFailed(each.needs, id)) return each
    const others = await workforce.offersBeside(id)
    if (!isTextOffered(others, each.engine, each.needs)) return each
    return { ...each, dueInMs: each.dueInMs + OTHERS_FIRST_MS }
  }
  return {
    async dueInMs(engines) {
      const own = await offers()
      const line = await store.needsInLine(engines)
      const offered = line.filter(({ engine, needs }) => isTextOffered(own, engine, needs))
      const fitting = await Promise.all(offered.map(afterOthers))
      for (const engine of engines) {
        const due = fitting.filter((each) => each.engine === engine && each.dueInMs <= 0)
        needsByEngine.set(engine, [...new Set(due.map(({ needs }) => needs))])
      }
      if (fitting.length === 0) return undefined
      // Their owners may be at a limit. The store knows how long it leaves them alone.
      const allowedInMs = await store.dueInMs(engines)
      if (allowedInMs === undefined) return undefined
      return Math.max(allowedInMs, Math.min(...fitting.map(({ dueInMs }) => dueInMs)))
    },
    needsOf: (engine) => needsByEngine.get(engine) ?? [],
    async isOurs(engine, need) {
      const own = await offers()
      if (isOffered(own, engine, need)) return true
      if (isOffered(await workforce.offersNow(), engine, need)) return false
      // A restriction is one of steps, so it lets no task wait for a voice that nobody has.
      return !isRestricted || isOffered(own, engine, { ...need, voices: [] })
    },
    needsOfRetry: (needs) => formatFailed(needs, id),
  }
}
