import {
  type EngineInfo,
  TRANSLATION_STATUSES,
  type TranslationStatus,
  type VideoTranslationClient,
} from 'video-translation-client'
import { chargeAmong } from 'video-translation-client/estimate'
import type { LiveFilter } from 'video-translation-client/live'

/** The statuses in which a retry finds something to do. */
export const FAILED: readonly TranslationStatus[] = ['error', 'partial', 'canceled']

/**
 * The engines whose vendor would be paid if all that match and have failed were tried again. The
 * server is asked for one such translation of each, whether the engine is ready now or not.
 */
export async function retriedEngines(
  client: Pick<VideoTranslationClient, 'list'>,
  engines: readonly EngineInfo[],
  filter: LiveFilter,
): Promise<string[]> {
  const named = filter.engine === undefined ? engines.map(({ name }) => name) : [filter.engine]
  const charged = named.filter((name) => chargeAmong(engines, name, 'retry'))
  const wanted = filter.status?.length ? filter.status : TRANSLATION_STATUSES
  const status = FAILED.filter((each) => wanted.includes(each))
  const isRetried = (engine: string) =>
    client
      .list({ ...filter, engine, status, limit: 1 })
      .page()
      // Without an answer there may be one.
      .then(
        ({ items }) => items.length > 0,
        () => true,
      )
  const found = await Promise.all(charged.map(isRetried))
  return charged.filter((_, at) => found[at])
}
