import { type Kysely, sql } from 'kysely'
import type { Schema } from '../tables/schema.ts'
import { DatabaseUnusable } from '../database-unusable.ts'
import { safeUrl } from '../safe-url.ts'
import { firstDifference, portable } from './compare-rows.ts'
import type { Row, SourceTable } from './source-tables.ts'

/**
 * Keeps other writers out of the tables until the transaction ends.
 * @throws {DatabaseUnusable} when one of them has rows
 */
export async function requireEmpty(tx: Kysely<Schema>, tables: SourceTable[], url: string): Promise<void> {
  const names = sql.join(tables.map(({ name }) => sql.table(name)))
  await sql`lock table ${names} in exclusive mode`.execute(tx)
  for (const { name } of tables) {
    const { rows } = await sql<{
      used: boolean
    }>`select exists (select from ${sql.table(name)}) as used`.execute(tx)
    if (rows[0]?.used) throw notEmpty(name, url)
  }
}

function notEmpty(table: string, url: string): DatabaseUnusable {
  const problem = `The database ${safeUrl(url)} is not empty: its table ${table} has rows.`
  return new DatabaseUnusable(
    'database_not_empty',
    problem,
    'Create another database for the copy, on which no server has run yet.',
  )
}

/** Copies a table, then reads the copy back and compares every row. Resolves with their number. */
export async function copyTable(
  tx: Kysely<Schema>,
  table: SourceTable,
  batches: Iterable<Row[]>,
): Promise<number> {
  let count = 0
  for (const batch of batches) {
    const rows = batch.map(portable)
    await insert(tx, table, rows)
    const different = firstDifference(table, rows, await readBack(tx, table, rows))
    if (different !== undefined) throw copyFailed(table, different)
    count += rows.length
  }
  const { rows } = await sql<{
    count: number
  }>`select count(*) as count from ${sql.table(table.name)}`.execute(tx)
  if (rows[0]?.count !== count) throw copyFailed(table, `${rows[0]?.count} of ${count}`)
  return count
}

async function insert(tx: Kysely<Schema>, { name, columns, key }: SourceTable, rows: Row[]): Promise<void> {
  const names = sql.join(columns.map((column) => sql.ref(column)))
  try {
    await sql`insert into ${sql.table(name)} (${names})
      select ${names} from json_populate_recordset(null::${sql.table(name)}, ${JSON.stringify(rows)}::json)`.execute(
      tx,
    )
  } catch (cause) {
    const first = key.map((column) => String(rows[0]?.[column])).join(' ')
    const problem = `The rows of ${name} from ${first} on do not fit into PostgreSQL`
    throw new Error(`${problem}: ${(cause as Error).message}. Nothing was copied.`, { cause })
  }
}

async function readBack(tx: Kysely<Schema>, { name, key }: SourceTable, rows: Row[]): Promise<Row[]> {
  const keys = rows.map((row) => Object.fromEntries(key.map((column) => [column, row[column]])))
  const isSame = sql.join(
    key.map((column) => sql`copy.${sql.ref(column)} = wanted.${sql.ref(column)}`),
    sql` and `,
  )
  const found = await sql<{ row: Row }>`select row_to_json(copy) as row from ${sql.table(name)} as copy
    join json_populate_recordset(null::${sql.table(name)}, ${JSON.stringify(keys)}::json) as wanted
    on ${isSame}`.execute(tx)
  return found.rows.map(({ row }) => row)
}

function copyFailed({ name }: SourceTable, what: string): Error {
  return new Error(`The copy of ${name} differs from the original (${what}). Nothing was copied.`)
}
