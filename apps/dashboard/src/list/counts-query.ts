import { queryOptions } from '@tanstack/react-query'
import type { LiveFilter, LiveTranslations } from 'video-translation-client/live'

/** How often the counts are asked for again while the page is seen. */
const REFRESH_MS = 4_000

/** The counts of each status, which are the same for each status of the filter. */
export function countsQuery(live: LiveTranslations, { status: _, ...others }: LiveFilter) {
  return queryOptions({
    queryKey: ['counts', others],
    queryFn: ({ signal }) => live.counts(others, signal),
    refetchInterval: REFRESH_MS,
  })
}
