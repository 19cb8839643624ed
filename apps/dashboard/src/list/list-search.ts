import { isTranslationStatus, type TranslationStatus } from 'video-translation-client'
import type { LiveFilter } from 'video-translation-client/live'

/** The filters as they stand in the address, so that a list can be sent to somebody. */
export interface ListSearch {
  status?: TranslationStatus
  q?: string
  engine?: string
  to?: string
}

export function readListSearch(search: Record<string, unknown>): ListSearch {
  const text = (value: unknown) => (typeof value === 'string' && value ? value.slice(0, 200) : undefined)
  const read = { q: text(search['q']), engine: text(search['engine']), to: text(search['to']) }
  const set = Object.entries(read).filter(([, value]) => value !== undefined)
  const { status } = search
  return {
    ...Object.fromEntries(set),
    ...(isTranslationStatus(status) && { status: status as TranslationStatus }),
  }
}

export function filterOf({ status, q, engine, to }: ListSearch): LiveFilter {
  return {
    ...(status && { status: [status] }),
    ...(q && { text: q }),
    ...(engine && { engine }),
    ...(to && { to }),
  }
}
