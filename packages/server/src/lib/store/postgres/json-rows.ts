import { withoutNul } from './session.ts'

/** Writes rows as JSON, from which PostgreSQL fills a record of their table. */
export function jsonOf(rows: object[]): string {
  return jsonText(rows.map(withoutNulls))
}

/** PostgreSQL fills in what is absent, and a changed row has little. */
function withoutNulls(row: object): object {
  const kept: Record<string, unknown> = {}
  for (const [column, value] of Object.entries(row)) if (value !== null) kept[column] = value
  return kept
}

/** JSON without characters that PostgreSQL refuses. */
export function jsonText(value: object): string {
  const json = JSON.stringify(value)
  if (!REFUSED_ESCAPE.test(json)) return json
  // Looking at every value takes longer than the rest of a create.
  return JSON.stringify(value, (_key, each: unknown) => wellFormed(each))
}

/** PostgreSQL refuses the escape of NUL, and that of half of a surrogate pair. */
const REFUSED_ESCAPE = /\\u(0000|d[89a-f])/

function wellFormed(value: unknown): unknown {
  return typeof value === 'string' ? (withoutNul(value) as string).toWellFormed() : value
}
