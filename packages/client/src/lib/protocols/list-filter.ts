import type { Logger } from '../logger.ts'
import type { ListOptions } from '../protocol.ts'
import type { VendorSnapshot } from './snapshot.ts'
import { mapStatus, type StatusMap } from './status-map.ts'

/** The filter and the position of one page of a list. */
export type ListFilter = Omit<ListOptions, 'signal'> & { cursor?: string | undefined }

/** One page of a list. */
export interface SnapshotPage {
  items: VendorSnapshot[]
  nextCursor?: string | undefined
}

/** Applies every filter but the status, for servers that cannot. A page may become empty by it. */
export function matchesFilter(
  item: VendorSnapshot,
  { engine, reference, text, to }: ListFilter,
  name: string,
): boolean {
  const texts = [item.source?.name, item.reference, item.id]
  return (
    (!engine || engine === name) &&
    (!reference || item.reference === reference) &&
    (!to || (item.targets ?? []).some(({ language }) => language === to)) &&
    (!text || texts.some((each) => each?.toLowerCase().includes(text.toLowerCase())))
  )
}

/** Whether any target has one of the wanted statuses, for servers that cannot filter by status. */
export function matchesStatus(
  item: VendorSnapshot,
  { status }: ListFilter,
  words: StatusMap,
  log: Logger,
): boolean {
  const statuses = (item.targets ?? []).map(
    (target) => target.status ?? mapStatus(words, target.rawStatus, item.id, log).status,
  )
  return !status || statuses.some((each) => status.includes(each))
}
