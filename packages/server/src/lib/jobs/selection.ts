import type { Need } from '../engines/abilities.ts'
import { isOffered, isTextOffered, type Workforce } from '../nodes/workforce.ts'
import type { EngineOffer } from '../nodes/offers.ts'
import type { Store } from '../store/store.ts'

/** Which tasks a worker may claim, and which of their steps it does. */
export interface Selection {
  /** Milliseconds until such a task is due; 0 when one is, undefined when none waits. */
  dueInMs(engines: string[]): Promise<number | undefined>
  /** What the tasks of an engine may need, as `dueInMs` found it. Undefined: anything. */
  needsOf(engine: string): string[] | undefined
  /** Whether the worker is the one to do a step, and not another one. */
  isOurs(engine: string, need: Need): Promise<boolean>
}

/** All tasks of its engines: a worker that is alone says at once what it cannot do. */
export function selectAll(store: Pick<Store, 'dueInMs'>): Selection {
  return {
    dueInMs: (engines) => store.dueInMs(engines),
    needsOf: () => undefined,
    isOurs: async () => true,
  }
}

export interface SelectionParts {
  store: Pick<Store, 'needsInLine' | 'dueInMs'>
  /** What the worker offers. */
  offers(): Promise<EngineOffer[]>
  /** Whether its operator has restricted it. */
  isRestricted: boolean
  workforce: Pick<Workforce, 'offersNow'>
}

/**
 * Only tasks whose next step the worker can do. A worker without restrictions also takes a step
 * that no worker can do, so that it fails with the reason.
 */
export function selectOffered(parts: SelectionParts): Selection {
  const { store, offers, isRestricted, workforce } = parts
  const needsByEngine = new Map<string, string[]>()
  return {
    async dueInMs(engines) {
      const own = await offers()
      const line = await store.needsInLine(engines)
      const fitting = line.filter(({ engine, needs }) => isTextOffered(own, engine, needs))
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
    async isOurs(engine, need) {
      if (isOffered(await offers(), engine, need)) return true
      return !isRestricted && !isOffered(await workforce.offersNow(), engine, need)
    },
  }
}
