import type { Connection } from '../connection.ts'
import { throwInvalidResponse } from '../errors.ts'
import type { TranslationStatus } from '../translation.ts'
import type { LiveFilter } from './matches.ts'

/** How many translations match, in all and by status. */
export interface TranslationCounts {
  all: number
  byStatus: Record<TranslationStatus, number>
}

/** The status of the filter is left out, so that the counts of all can be shown beside it. */
export async function countTranslations(
  { http }: Connection,
  filter: LiveFilter,
  signal?: AbortSignal,
): Promise<TranslationCounts> {
  const { engine, reference, text, to } = filter
  const set = Object.entries({ engine, reference, text, to }).filter(([, value]) => value)
  const query = new URLSearchParams(set as [string, string][])
  return await http.send({ path: '/v1/translations/counts', query, signal }, async (response) => {
    const counts = (await response.json()) as TranslationCounts | null
    return typeof counts?.all === 'number' ? counts : throwInvalidResponse('no counts')
  })
}
