import type { RequestOptions, VideoTranslationClient } from '../client.ts'
import { coreOf } from '../client-core.ts'
import { throwInvalidResponse } from '../errors.ts'
import { queryOf } from '../native/native.ts'
import { checkOptions, type OptionKinds, REQUEST_KINDS } from '../options.ts'
import type { TranslationStats } from '../stats.ts'

/** Options of `stats`. */
export interface StatsOptions extends RequestOptions {
  /** How many days, today included; at most 90. Default: 14. */
  days?: number | undefined
  /** Only translations of this engine. */
  engine?: string | undefined
  /** Only this target language. */
  to?: string | undefined
}

const STATS_KINDS: OptionKinds<StatsOptions> = {
  ...REQUEST_KINDS,
  days: 'count',
  engine: 'string',
  to: 'string',
}

/** Reads what has become of the translations of this key, by day, engine and language. */
export async function stats(
  client: VideoTranslationClient,
  options: StatsOptions = {},
): Promise<TranslationStats> {
  checkOptions('stats', options, STATS_KINDS)
  const { days, engine, to, ...request } = options
  const call = { path: '/v1/stats', query: queryOf({ days, engine, to }) }
  return await coreOf(client)
    .http.with(request)
    .send(call, async (response) => {
      const answer = (await response.json()) as TranslationStats | null
      return Array.isArray(answer?.byDay) ? answer : throwInvalidResponse('no `byDay`')
    })
}
