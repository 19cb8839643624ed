import { isDeepStrictEqual } from 'node:util'
import { withoutNul } from '../postgres/session.ts'
import type { Row, SourceTable } from './source-tables.ts'

/**
 * The row as PostgreSQL can hold it: its text has no NUL and no half of a surrogate pair. No other
 * value changes.
 */
export function portable(row: Row): Row {
  const values = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'string' ? (withoutNul(value) as string).toWellFormed() : value,
  ])
  return Object.fromEntries(values) as Row
}

/** The key of the first row that is missing in the copy or differs there; undefined: none does. */
export function firstDifference(table: SourceTable, rows: Row[], copies: Row[]): string | undefined {
  const byKey = new Map(copies.map((copy) => [keyOf(table, copy), copy]))
  const different = rows.find((row) => !isDeepStrictEqual(row, byKey.get(keyOf(table, row))))
  return different && keyOf(table, different)
}

function keyOf({ key }: SourceTable, row: Row): string {
  return key.map((column) => String(row[column])).join(' ')
}
