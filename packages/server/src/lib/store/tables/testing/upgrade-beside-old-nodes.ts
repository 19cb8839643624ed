import { expect } from 'vitest'
import { type Kysely, sql } from 'kysely'
import { isCompatible, migrateTo, missingMigrations } from '../migrations.ts'
import type { Schema } from '../schema.ts'
import { describeColumns, type OldNode, startOldNode } from './old-node.ts'

/** The last migration after which nodes of different versions were not meant to run together. */
const FIRST = '012_detected_language'

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
 * Brings an empty database forward, one migration after the other. Before and after each, a node of
 * every older version writes, changes and reads rows of all tables that it knows. Their rows stay.
 */
export async function upgradeBesideOldNodes({ db, old, schema, uniqueIndexes }: Upgrade): Promise<void> {
  const names = missingMigrations([])
  await migrateTo(db, FIRST, schema)
  const nodes: OldNode[] = []
  const begin = async (name: string) => {
    const node = await startOldNode(old, name)
    await node.write()
    nodes.push(node)
  }
  await begin(FIRST)
  for (const name of names.slice(names.indexOf(FIRST) + 1)) {
    const before = await uniqueIndexes()
    await migrateTo(db, name, schema)
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
    await begin(name)
  }
  const { rows } = await sql<{ owner: string }>`select distinct owner from translations`.execute(old)
  expect(new Set(rows.map(({ owner }) => owner))).toEqual(new Set(names.slice(names.indexOf(FIRST))))
}
