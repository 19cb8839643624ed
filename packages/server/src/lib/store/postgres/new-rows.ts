import type { EventRow, TaskRow, TranslationRow } from '../tables/schema.ts'
import { jsonOf } from './json-rows.ts'

interface Tables {
  translations: TranslationRow
  tasks: TaskRow
  events: EventRow
}

type Columns = { [Table in keyof Tables]: Partial<Record<keyof Tables[Table], string>> }

/**
 * The columns in which new rows differ, with their types. Others have the same value in every new
 * row, so reading them for each from JSON would only take time: a third of a create.
 */
const VARYING = {
  translations: {
    id: 'text',
    owner: 'text',
    engine: 'text',
    review: 'text',
    source_url: 'text',
    source_upload: 'text',
    source_name: 'text',
    source_bytes: 'bigint',
    from_language: 'text',
    options: 'text',
    reference: 'text',
    priority: 'integer',
    max_attempts: 'integer',
    idempotency_key: 'text',
    request_hash: 'text',
    webhook: 'text',
    traceparent: 'text',
    created_at: 'bigint',
    updated_at: 'bigint',
    expires_at: 'bigint',
  },
  tasks: {
    id: 'text',
    translation_id: 'text',
    position: 'integer',
    kind: 'text',
    language: 'text',
    engine: 'text',
    owner: 'text',
    needs: 'text',
    priority: 'integer',
    due_at: 'bigint',
  },
  events: { id: 'text', translation_id: 'text', at: 'bigint' },
} as const satisfies Columns

type Table = keyof Tables

/** How a statement inserts new rows of a table. */
export interface Insertion {
  /** The names of the columns that are not null. */
  columns: string
  /** Their values. */
  values: string
  /** The rows, from a parameter. */
  given(parameter: string): string
}

/** @param sample any new row, for the values that all have */
export function insertionInto<T extends Table>(table: T, sample: Tables[T]): Insertion {
  const varying: Record<string, string> = VARYING[table]
  const fixed = Object.entries(sample).filter(([name, value]) => !(name in varying) && value !== null)
  const names = Object.keys(varying)
  const types = Object.entries(varying).map((column) => column.join(' '))
  return {
    columns: [...names, ...fixed.map(([name]) => name)].join(', '),
    values: [...names, ...fixed.map(([, value]) => literal(value))].join(', '),
    given: (parameter) => `json_to_recordset(${parameter}::json) as given(${types.join(', ')})`,
  }
}

function literal(value: unknown): string {
  return typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`
}

/** The values in which new rows differ, as JSON. */
export function givenRows<T extends Table>(table: T, rows: Tables[T][]): string {
  const names = Object.keys(VARYING[table]) as (keyof Tables[T] & string)[]
  return jsonOf(rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]]))))
}
