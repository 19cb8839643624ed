import type { RequestOptions, VideoTranslationClient } from './client.ts'
import type { ChargedVerb, ChargedWork, EngineInfo } from './engine-info.ts'

/** What one verb costs. */
export interface Charge {
  vendor: string
  /** Absent: the server does not say, so it may be anything. */
  work?: ChargedWork
}

/** Engines that work on the machines of the server. */
const OWN_ENGINES = ['pipeline', 'simulated']

/**
 * What a verb costs with an engine, before it is called. Undefined: nothing. An engine that nobody
 * knows, or of a server that does not say, may cost anything.
 */
export function chargeAmong(
  engines: readonly EngineInfo[],
  engine: string,
  verb: ChargedVerb,
): Charge | undefined {
  const { charges } = engines.find(({ name }) => name === engine) ?? {}
  if (!charges) return OWN_ENGINES.includes(engine) ? undefined : { vendor: engine }
  const work = charges.verbs[verb]
  return work && { vendor: charges.vendor, work }
}

/** The same, after asking the server. For an engine of its own it makes no request. */
export async function findCharge(
  client: Pick<VideoTranslationClient, 'engines'>,
  engine: string,
  verb: ChargedVerb,
  options: RequestOptions = {},
): Promise<Charge | undefined> {
  if (OWN_ENGINES.includes(engine)) return undefined
  return chargeAmong(await client.engines(options), engine, verb)
}
