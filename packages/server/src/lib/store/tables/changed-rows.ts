import type { EventRow, TaskRow, TranslationRow } from './schema.ts'

/** The rows that changes of translations write. Each id occurs once. */
export interface ChangedRows {
  translations: ChangedRow<TranslationRow>[]
  tasks: ChangedRow<TaskRow>[]
  events: EventRow[]
}

/** The new values of some columns of a row. */
export type ChangedRow<Row extends { id: string }> = Pick<Row, 'id'> & Partial<Row>

/** Later values of the same row replace earlier ones. */
export function mergeRows<Row extends { id: string }>(rows: ChangedRow<Row>[]): ChangedRow<Row>[] {
  const byId = new Map<string, ChangedRow<Row>>()
  for (const row of rows) byId.set(row.id, { ...byId.get(row.id), ...row })
  return [...byId.values()]
}
