import { withoutNul } from './session.ts'

/** Writes rows as JSON, from which PostgreSQL fills a record of their table. */
export function jsonOf(rows: object[]): string {
  const json = JSON.stringify(rows.map(withoutNulls))
  if (!REFUSED_ESCAPE.test(json)) return json
  // Looking at every value takes longer than the rest of a create.
  return JSON.stringify(rows, (_key, value: unknown) => wellFormed(value))
}

/** PostgreSQL fills in what is absent, and a new task has little. */
function withoutNulls(row: object): object {
  const kept: Record<string, unknown> = {}
  for (const [column, value] of Object.entries(row)) if (value !== null) kept[column] = value
  return kept
}

/** PostgreSQL refuses the escape of NUL, and that of half of a surrogate pair. */
const REFUSED_ESCAPE = /\\u(0000|d[89a-f])/

function wellFormed(value: unknown): unknown {
  return typeof value === 'string' ? (withoutNul(value) as string).toWellFormed() : value
}
