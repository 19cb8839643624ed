import type { Call } from '../../serving/call.ts'
import { invalid } from './input.ts'

const DEFAULT_PAGE = 100

/**
 * Writes `PagedTranslation` or `PagedIteration`, by the query `skip`, `top` (in all) and
 * `maxpagesize` (a page).
 */
export function pageResponse(call: Call, all: readonly unknown[]): Response {
  const skip = countIn(call, 'skip') ?? 0
  const top = countIn(call, 'top') ?? Infinity
  const size = Math.min(countIn(call, 'maxpagesize') ?? DEFAULT_PAGE, DEFAULT_PAGE, top)
  const value = all.slice(skip, skip + size)
  const hasMore = skip + value.length < all.length && value.length < top && value.length > 0
  return Response.json({ value, ...(hasMore && { nextLink: linkOf(call, skip, value.length, top) }) })
}

/** Link to the next page. Azure gives an absolute URL. */
function linkOf({ url, origin }: Call, skip: number, count: number, top: number): string {
  const query = new URLSearchParams(url.searchParams)
  query.set('skip', String(skip + count))
  if (top !== Infinity) query.set('top', String(top - count))
  return `${origin}${url.pathname}?${query}`
}

/** Reads a number. The case of its name does not matter, since some clients write `maxPageSize`. */
function countIn({ url }: Call, name: string): number | undefined {
  const [, text] = [...url.searchParams].find(([each]) => each.toLowerCase() === name) ?? []
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw invalid(name, 'It must be a whole number.')
}
