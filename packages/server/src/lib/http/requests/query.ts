/** Parameters that may be given several times, and are lists even when given once. */
const LISTS = new Set(['id', 'status'])

/** Query parameters; of another one that is given twice, the last counts. */
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
