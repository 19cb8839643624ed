import { TRANSLATION_STATUSES, type Translation, type TranslationStatus } from 'video-translation-client'
import type { LiveFilter, TranslationCounts } from 'video-translation-client/live'
import type { Selection as ServerSelection } from 'video-translation-client/operate'
import type { Ticked } from './selection.ts'

/** How many of each status are ticked, as far as it is known. */
export type TickedCounts = Partial<Record<TranslationStatus, number>>

/** The server has counted all that match, whatever their status; the filter chooses among these. */
export function tickedCounts(
  { ids, isAll }: Ticked,
  {
    filter,
    counts,
    get,
  }: {
    filter: LiveFilter
    counts: TranslationCounts | undefined
    get(id: string): Translation | null | undefined
  },
): TickedCounts {
  if (isAll) {
    const wanted = filter.status?.length ? filter.status : TRANSLATION_STATUSES
    return Object.fromEntries(wanted.map((status) => [status, counts?.byStatus[status] ?? 0]))
  }
  const sum: TickedCounts = {}
  for (const { status } of [...ids].flatMap((id) => get(id) ?? [])) sum[status] = (sum[status] ?? 0) + 1
  return sum
}

/** What the server is to change. It takes no filter that selects everything by saying nothing. */
export function serverSelection({ ids, isAll }: Ticked, filter: LiveFilter): ServerSelection {
  if (!isAll) return { ids: [...ids] }
  const isNarrow = Object.keys(filter).length > 0
  return { filter: isNarrow ? filter : { status: [...TRANSLATION_STATUSES] } }
}

export function sumOf(counts: TickedCounts, statuses: readonly TranslationStatus[]): number {
  return statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0)
}
