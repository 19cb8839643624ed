import { type EngineInfo, STAGES } from 'video-translation-client'
import type { Ability } from '../engines/abilities.ts'
import type { Engine } from '../engines/engine.ts'

/** An engine as a node offers it to the others. */
export interface EngineOffer {
  info: EngineInfo
  /** Most tasks that its worker runs in it at once. */
  concurrency: number
  /** The steps that it can do. Absent: all, because the engine has no steps of its own. */
  abilities?: Ability[]
}

/**
 * Describes the engines of a worker.
 * @param can names of engines and stages to which the operator restricts it. Undefined: no
 * restriction.
 */
export async function describeOffers(
  engines: readonly Engine[],
  can: readonly string[] | undefined,
): Promise<EngineOffer[]> {
  const offers = await Promise.all(engines.map(describeOffer))
  return can === undefined ? offers : offers.flatMap((offer) => restrict(offer, can))
}

async function describeOffer(engine: Engine): Promise<EngineOffer> {
  const abilities = await engine.abilities?.()
  const info = await engine.describe()
  return { info, concurrency: engine.concurrency, ...(abilities && { abilities }) }
}

/** An engine that is named is offered whole, and else only the stages that are named. */
function restrict(offer: EngineOffer, can: readonly string[]): EngineOffer[] {
  if (can.includes(offer.info.name)) return [offer]
  const abilities = offer.abilities?.filter(({ stage }) => can.includes(stage)) ?? []
  return abilities.length === 0 ? [] : [{ ...offer, abilities }]
}

/** @throws Error for a name that is neither a stage nor one of the engines */
export function checkRestriction(can: readonly string[], engines: readonly Engine[]): void {
  const known = [...STAGES, ...engines.map(({ name }) => name)]
  const wrong = can.find((name) => !known.includes(name))
  if (wrong === undefined && can.length > 0) return
  const cause =
    wrong === undefined ? 'worker.can is empty.' : `worker.can has \`${wrong}\`, which is no stage or engine.`
  throw new Error(`${cause} Name what the worker may do: ${known.join(', ')}.`)
}
