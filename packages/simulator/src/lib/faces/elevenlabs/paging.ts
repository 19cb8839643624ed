const MAX_PAGE_SIZE = 100
const DEFAULT_PAGE_SIZE = 20

/** Reads the page of a list of projects or languages. A size out of range is cut, not refused. */
export function pageOf(query: URLSearchParams): { limit: number; cursor: string | null } {
  const wanted = Math.floor(Number(query.get('page_size') ?? DEFAULT_PAGE_SIZE)) || DEFAULT_PAGE_SIZE
  return { limit: Math.min(Math.max(wanted, 1), MAX_PAGE_SIZE), cursor: query.get('cursor') }
}
