/** Parameters that may be repeated. They are lists even when given once. */
const LISTS = new Set(['id', 'status'])

/** Parses query parameters. For any other repeated parameter, the last value counts. */
export function parseQuery(text: string): Record<string, string | string[]> {
  const params = new URLSearchParams(text)
  const query: Record<string, string | string[]> = Object.create(null)
  for (const [name, value] of params) {
    const list = query[name]
    if (Array.isArray(list)) list.push(value)
    else query[name] = LISTS.has(name) ? [value] : value
  }
  return query
}
