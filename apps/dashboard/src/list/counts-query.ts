import { queryOptions } from '@tanstack/react-query'
import type { LiveFilter, LiveTranslations } from 'video-translation-client/live'

/** How often the counts are asked for again while the page is seen. */
const REFRESH_MS = 4_000

/** The counts of each status, which are the same whichever status is shown. */
export function countsQuery(live: LiveTranslations, filter: LiveFilter) {
  const others: LiveFilter = { ...filter }
  delete others.status
  return queryOptions({
    queryKey: ['counts', others],
    queryFn: ({ signal }) => live.counts(others, signal),
    refetchInterval: REFRESH_MS,
  })
}
