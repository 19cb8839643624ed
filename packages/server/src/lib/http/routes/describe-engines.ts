import type { EngineInfo } from 'video-translation-client'
import type { EngineOffer } from '../../nodes/offers.ts'
import { mergeInfos } from '../../nodes/workforce.ts'
import type { Api } from '../api/api.ts'

/** The engines that this process runs, or those that all workers offer together. */
export async function describeEngines({ engines, workforce }: Api): Promise<EngineInfo[]> {
  const own = await Promise.all([...engines.values()].map((engine) => engine.describe()))
  return workforce ? own.map(withOffers(await workforce.offers())) : own
}

const NO_WORKER = { code: 'no_worker', message: 'No worker runs this engine at the moment.' }

function withOffers(offers: readonly EngineOffer[]): (own: EngineInfo) => EngineInfo {
  return (own) => mergeInfos(offers, own.name) ?? { ...own, ready: false, problems: [NO_WORKER] }
}
