const MOST_A_PAGE = 100
const DEFAULT_A_PAGE = 20

/** Of projects and their languages: too large or too small a page is not refused, but cut to what goes. */
export function pageOf(query: URLSearchParams): { limit: number; cursor: string | null } {
  const wanted = Math.floor(Number(query.get('page_size') ?? DEFAULT_A_PAGE)) || DEFAULT_A_PAGE
  return { limit: Math.min(Math.max(wanted, 1), MOST_A_PAGE), cursor: query.get('cursor') }
}
