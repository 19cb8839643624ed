import type { EventRow, TaskRow, TranslationRow } from '../tables/schema.ts'
import type { NewRows } from '../tables/store-parts.ts'
import { jsonText } from './json-rows.ts'

interface Tables {
  translations: TranslationRow
  tasks: TaskRow
  events: EventRow
}

type Table = keyof Tables
type ColumnsOf<Row> = Partial<Record<keyof Row, string>>

/**
 * What a statement is given of new rows, with the types. The rest is the same in every new row, or
 * follows from these: reading it for each from JSON would only take time, a third of a create.
 */
const GIVEN = {
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
  tasks: { id: 'text', translation_id: 'text', position: 'integer', language: 'text', needs: 'text' },
  events: {},
} as const satisfies { [T in Table]: ColumnsOf<Tables[T]> }

/** Columns that follow from `given`, and for a task from its `translation`. */
const DERIVED: { [T in Table]: ColumnsOf<Tables[T]> } = {
  translations: {},
  tasks: {
    kind: `case given.position when 0 then 'source' else 'target' end`,
    engine: 'translation.engine',
    owner: 'translation.owner',
    priority: 'translation.priority',
    // The first of the batch: a moment early for the others.
    due_at: 'case given.position when 0 then $1::bigint end',
  },
  events: { id: 'given.event_id', translation_id: 'given.id', at: 'given.created_at' },
}

const TRANSLATION_COLUMNS = namesOf(GIVEN.translations)
const TASK_COLUMNS = namesOf(GIVEN.tasks)

function namesOf<Columns extends object>(columns: Columns): (keyof Columns)[] {
  return Object.keys(columns) as (keyof Columns)[]
}

/** How a statement inserts new rows of a table. */
export interface Insertion {
  /** The names of the columns that are not null. */
  columns: string
  /** Their values, from `given`. */
  values: string
}

/** @param sample any new row, for the values that all have */
export function insertionInto<T extends Table>(table: T, sample: Tables[T]): Insertion {
  const varying: Record<string, string> = {
    ...Object.fromEntries(Object.keys(GIVEN[table]).map((name) => [name, `given.${name}`])),
    ...DERIVED[table],
  }
  const fixed = Object.entries(sample).filter(([name, value]) => !(name in varying) && value !== null)
  return {
    columns: [...Object.keys(varying), ...fixed.map(([name]) => name)].join(', '),
    values: [...Object.values(varying), ...fixed.map(([, value]) => literal(value))].join(', '),
  }
}

function literal(value: unknown): string {
  return typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`
}

/** Translations from a parameter, each with the id of its first event. */
export function givenTranslations(parameter: string): string {
  return recordsOf(parameter, { ...GIVEN.translations, event_id: 'text' })
}

/** Tasks from a parameter. */
export function givenTasks(parameter: string): string {
  return recordsOf(parameter, GIVEN.tasks)
}

function recordsOf(parameter: string, columns: Record<string, string>): string {
  const types = Object.entries(columns).map((column) => column.join(' '))
  return `json_to_recordset(${parameter}::json) as given(${types.join(', ')})`
}

/** The parameters for them. */
export function valuesOf(batch: NewRows[]): { translations: string; tasks: string } {
  const translations = batch.map(({ translation, event }) => ({
    ...pick(translation, TRANSLATION_COLUMNS),
    event_id: event.id,
  }))
  const tasks = batch.flatMap((rows) => rows.tasks.map((task) => pick(task, TASK_COLUMNS)))
  return { translations: jsonText(translations), tasks: jsonText(tasks) }
}

/** Without nulls: PostgreSQL fills in what is absent, and a new row has little. */
function pick<Row>(row: Row, names: (keyof Row)[]): Partial<Row> {
  const kept: Partial<Row> = {}
  for (const name of names) if (row[name] !== null) kept[name] = row[name]
  return kept
}
