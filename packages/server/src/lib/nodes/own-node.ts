import { hostname } from 'node:os'
import { randomUUID } from 'node:crypto'
import type { Settings } from '../config/server-options.ts'
import type { Engine } from '../engines/engine.ts'
import { createCache } from '../cache.ts'
import { describeMachine } from './machine.ts'
import type { NodeDescription } from './node-description.ts'
import { describeOffers, type EngineOffer } from './offers.ts'

/** This process, as the others see it. */
export interface OwnNode {
  /** Also the name of its worker in leases. No other node has ever had it. */
  readonly id: string
  readonly startedAt: number
  describe(): Promise<NodeDescription>
  /** The engines that it runs, as they were within the last half minute. */
  offers(): Promise<EngineOffer[]>
}

/** Packs may be installed while the node runs. */
const FRESH = { freshMs: 30_000 }

export function createOwnNode(settings: Settings, engines: readonly Engine[], startedAt: number): OwnNode {
  const { worker, pipeline } = settings
  const own = worker.enabled ? engines : []
  const offers = createCache(() => describeOffers(own, worker.can), FRESH)
  return {
    id: `${hostname()}-${process.pid}-${randomUUID()}`,
    startedAt,
    describe: async () => ({
      ...(await describeMachine(pipeline?.cacheFolder)),
      engines: await offers.get(),
    }),
    offers: () => offers.get(),
  }
}
