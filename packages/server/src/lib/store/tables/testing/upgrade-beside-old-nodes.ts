import { expect } from 'vitest'
import { type Kysely, sql } from 'kysely'
import { FIRST_RELEASE, isCompatible, migrate } from '../migrations.ts'
import type { Schema } from '../schema.ts'
import { NEXT_MIGRATIONS } from './next-migrations.ts'
import { describeColumns, startOldNode } from './old-node.ts'

export interface Upgrade {
  /** The connection of the node that upgrades. */
  db: Kysely<Schema>
  /** The connection of the older nodes, which stays open. */
  old: Kysely<Schema>
  schema?: string
  /** The unique indexes, each with its table. */
  uniqueIndexes(): Promise<{ table: string; name: string }[]>
}

/**
 * Brings a database of the first release forward, one migration after the other. Before and after
 * each, a node of every older version writes, changes and reads rows of all tables that it knows.
 */
export async function upgradeBesideOldNodes({ db, old, schema, uniqueIndexes }: Upgrade): Promise<void> {
  await migrateTo(FIRST_RELEASE, db, schema)
  const nodes = [await startOldNode(old, FIRST_RELEASE)]
  const later = Object.keys(NEXT_MIGRATIONS).filter((name) => name > FIRST_RELEASE)
  for (const name of later) {
    for (const node of nodes) await node.write()
    const before = await uniqueIndexes()
    await migrateTo(name, db, schema)
    const columns = new Set(describeColumns(await db.introspection.getTables()))
    for (const node of nodes) {
      expect([name, node.columns.filter((column) => !columns.has(column))]).toEqual([name, []])
      const rows = await node.write()
      for (const [table, row] of Object.entries(rows))
        expect([name, table, Object.values(row).filter((value) => value === undefined)]).toEqual([
          name,
          table,
          [],
        ])
    }
    // A new one would refuse what an older version writes, or be missed by its upserts.
    const tables = new Set(before.map(({ table }) => table))
    const after = (await uniqueIndexes()).filter(({ table }) => tables.has(table))
    expect([name, after]).toEqual([name, before])
    expect([name, await isCompatible(db)]).toEqual([name, true])
    nodes.push(await startOldNode(old, name))
  }
  const { rows } = await sql<{ owner: string }>`select distinct owner from translations`.execute(old)
  const owners = new Set(rows.map(({ owner }) => owner))
  expect(owners).toEqual(new Set([FIRST_RELEASE, ...later.slice(0, -1)]))
}

async function migrateTo(last: string, db: Kysely<Schema>, schema: string | undefined): Promise<void> {
  const known = Object.entries(NEXT_MIGRATIONS).filter(([name]) => name <= last)
  await migrate(db, schema, Object.fromEntries(known))
}
