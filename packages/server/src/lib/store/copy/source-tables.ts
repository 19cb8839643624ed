import Database from 'better-sqlite3'

/** A table of the database to copy. */
export interface SourceTable {
  name: string
  columns: string[]
  /** The columns of its primary key. */
  key: string[]
}

export type Row = Record<string, unknown>

/** Reads the tables of a SQLite store. */
export interface SourceTables {
  /** Tables to which others refer come before those. */
  readonly tables: SourceTable[]
  /** The rows, a batch at a time. */
  batches(table: SourceTable): Iterable<Row[]>
  close(): void
}

/**
 * Made by the migrations, so both databases have them. All else is copied, also what a later
 * version adds.
 */
const OWN_TABLES = /^(sqlite_|kysely_migration|compatibility$)/

const BATCH = 500

/** @param path of a database that this version has brought up to date */
export function openSourceTables(path: string): SourceTables {
  const database = new Database(path, { readonly: true, fileMustExist: true })
  const ask = (text: string, ...values: unknown[]) => database.prepare(text).all(...values) as Row[]
  const names = ask(`select name from sqlite_schema where type = 'table' order by name`)
    .map(({ name }) => String(name))
    .filter((name) => !OWN_TABLES.test(name))
  const parents = new Map(
    names.map((name) => [
      name,
      ask('select "table" as parent from pragma_foreign_key_list(?)', name).map((row) =>
        String(row['parent']),
      ),
    ]),
  )
  return {
    tables: parentsFirst(names, parents).map((name) => describe(name, ask)),
    *batches({ name }) {
      let batch: Row[] = []
      for (const row of database.prepare(`select * from "${name}"`).iterate() as Iterable<Row>) {
        batch.push(row)
        if (batch.length < BATCH) continue
        yield batch
        batch = []
      }
      if (batch.length > 0) yield batch
    },
    close: () => void database.close(),
  }
}

function describe(name: string, ask: (text: string, ...values: unknown[]) => Row[]): SourceTable {
  const columns = ask('select name, pk from pragma_table_info(?)', name)
  const key = columns.filter(({ pk }) => Number(pk) > 0)
  return { name, columns: columns.map(nameOf), key: key.map(nameOf) }
}

function nameOf({ name }: Row): string {
  return String(name)
}

function parentsFirst(names: string[], parents: Map<string, string[]>): string[] {
  const ordered: string[] = []
  const visit = (name: string): void => {
    if (ordered.includes(name)) return
    for (const parent of parents.get(name) ?? []) if (parent !== name) visit(parent)
    ordered.push(name)
  }
  names.forEach(visit)
  return ordered
}
