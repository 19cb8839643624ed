import { CompiledQuery } from 'kysely'
import type { ChangedRows } from '../tables/changed-rows.ts'
import type { Tx } from '../tables/store-parts.ts'
import { jsonOf } from './json-rows.ts'

/** Writes all changed rows in one statement: one round trip for a whole round of claims. */
export async function writeRows(tx: Tx, { translations, tasks, events }: ChangedRows): Promise<void> {
  const tables = [
    ...Object.entries({ translations, tasks }).flatMap(([table, rows]) => updatesOf(table, rows)),
    ...(events.length > 0 ? [insertionOf('events', events)] : []),
  ]
  if (tables.length === 0) return
  const parts = tables.map(({ text }, at) => `part${at} as (${text(`$${at + 1}`)})`)
  const values = tables.map(({ rows }) => jsonOf(rows))
  await tx.executeQuery(CompiledQuery.raw(`with ${parts.join(', ')} select`, values))
}

interface Part {
  rows: object[]
  /** The statement, which takes the rows as JSON from a parameter. */
  text(parameter: string): string
}

/** Rows with the same columns are written together. No row is written twice in a statement. */
function updatesOf(table: string, rows: object[]): Part[] {
  const byColumns = Map.groupBy(rows, (row) => Object.keys(row).toSorted().join())
  return [...byColumns].map(([columns, group]) => {
    const changes = columns
      .split(',')
      .filter((column) => column !== 'id')
      .map((column) => `${column} = changed.${column}`)
    return {
      rows: group,
      text: (parameter) =>
        `update ${table} set ${changes.join(', ')}
        from json_populate_recordset(null::${table}, ${parameter}::json) as changed
        where ${table}.id = changed.id`,
    }
  })
}

function insertionOf(table: string, rows: object[]): Part {
  const columns = Object.keys(rows[0] ?? {}).join(', ')
  return {
    rows,
    text: (parameter) =>
      `insert into ${table} (${columns})
      select ${columns} from json_populate_recordset(null::${table}, ${parameter}::json)`,
  }
}
