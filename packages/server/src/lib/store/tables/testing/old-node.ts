import { type Kysely, sql, type TableMetadata } from 'kysely'
import type { Schema } from '../schema.ts'

/** A node of an older version: it names the columns that its tables had when it started. */
export interface OldNode {
  /** The tables and columns that it knows, e.g. `tasks.due_at bigint null`. */
  readonly columns: string[]
  /** Adds a row to each of its tables, and changes it. Resolves with the rows as it reads them. */
  write(): Promise<Record<string, Record<string, unknown>>>
}

/** They belong to the migrations. */
const OWN_TABLES = /^(kysely_migration|compatibility$)/

/** Columns that refer to the first column of a table. */
const PARENTS: Record<string, string> = {
  translation_id: 'translations',
  task_id: 'tasks',
  message_id: 'webhook_messages',
  upload_id: 'uploads',
}

let written = 1_000

/** @param owner of its rows, so that they can be told from those of other nodes */
export async function startOldNode(db: Kysely<Schema>, owner: string): Promise<OldNode> {
  const tables = (await db.introspection.getTables()).filter(({ name }) => !OWN_TABLES.test(name))
  const ordered = tables.toSorted((one, other) => depthOf(one.name, tables) - depthOf(other.name, tables))
  const ids = new Map<string, unknown>()
  return {
    columns: describeColumns(tables),
    async write() {
      const read: Record<string, Record<string, unknown>> = {}
      for (const table of ordered) read[table.name] = await writeRow(db, table, owner, ids)
      return read
    },
  }
}

/** How many tables have to have a row before this one. */
function depthOf(table: string, tables: TableMetadata[]): number {
  const { columns = [] } = tables.find(({ name }) => name === table) ?? {}
  const parents = columns.flatMap(({ name }) => PARENTS[name] ?? [])
  return Math.max(0, ...parents.map((parent) => depthOf(parent, tables) + 1))
}

export function describeColumns(tables: TableMetadata[]): string[] {
  return tables.flatMap(({ name, columns }) =>
    columns.map(
      (column) => `${name}.${column.name} ${column.dataType} ${column.isNullable ? 'null' : 'not null'}`,
    ),
  )
}

async function writeRow(
  db: Kysely<Schema>,
  { name, columns }: TableMetadata,
  owner: string,
  ids: Map<string, unknown>,
): Promise<Record<string, unknown>> {
  const number = ++written
  const valueOf = ({ name: column, dataType }: TableMetadata['columns'][number]) => {
    const parent = PARENTS[column]
    if (parent !== undefined) return ids.get(parent)
    if (column === 'owner' && column !== columns[0]?.name) return owner
    return /text/i.test(dataType) ? `${name} ${column} ${number}` : number
  }
  const values = columns.map(valueOf)
  ids.set(name, values[0])
  const names = sql.join(columns.map((column) => sql.ref(column.name)))
  const table = sql.table(name)
  await sql`insert into ${table} (${names}) values (${sql.join(values)})`.execute(db)
  const [key] = columns
  const isOwn = sql`${sql.ref(key?.name ?? '')} = ${values[0]}`
  const changes = columns.slice(1).map((column, at) => sql`${sql.ref(column.name)} = ${values[at + 1]}`)
  if (changes.length > 0) await sql`update ${table} set ${sql.join(changes)} where ${isOwn}`.execute(db)
  // An older version also asks for all columns, with a statement that was prepared before.
  const { rows } = await sql<Record<string, unknown>>`select * from ${table} where ${isOwn}`.execute(db)
  const known = new Set(columns.map((column) => column.name))
  return Object.fromEntries(Object.entries(rows[0] ?? {}).filter(([column]) => known.has(column)))
}
