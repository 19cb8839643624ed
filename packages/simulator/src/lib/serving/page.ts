import { Refusal } from '../refusal.ts'

/** One page of a list. */
export interface Page<T> {
  items: T[]
  /** Cursor of the next page; absent on the last page. */
  next?: string
}

/**
 * Cuts a page out of a list. The cursor is the id of the last item of the page before, so a list
 * that grows between pages neither repeats nor skips an item.
 * @throws Refusal `bad_request` for a cursor that is not in the list
 */
export function cutPage<T>(
  all: readonly T[],
  idOf: (item: T) => string,
  { limit, cursor }: { limit: number; cursor?: string | null },
): Page<T> {
  const last = cursor ? all.findIndex((item) => idOf(item) === cursor) : -1
  if (cursor && last < 0) throw new Refusal(400, 'bad_request', `"${cursor}" is not a cursor of this list.`)
  const items = all.slice(last + 1, last + 1 + limit)
  const end = items.at(-1)
  return { items, ...(end && last + 1 + limit < all.length && { next: idOf(end) }) }
}
