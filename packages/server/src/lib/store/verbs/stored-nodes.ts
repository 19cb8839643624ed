import type { Kysely } from 'kysely'
import type { NewNode, NodeRecord, NodeStore } from '../node-store.ts'
import { lenientReader } from '../tables/column-reader.ts'
import type { NodeRow, Schema } from '../tables/schema.ts'
import type { StoreParts, Tx } from '../tables/store-parts.ts'

/** Long enough to find out what became of a node. */
const KEPT_MS = 24 * 3600_000

export function createNodeStore({ db, transact, clock, steady }: StoreParts): NodeStore {
  return {
    register: (node) => transact((tx) => register(tx, node, { wall: clock(), steady: steady() })),
    beat: (id) => transact((tx) => update(tx, id, { seen_at: Math.floor(steady()), has_stopped: 0 })),
    async retire(id) {
      await transact((tx) => update(tx, id, { has_stopped: 1 }))
    },
    list: () => list(db, steady()),
    running: () => countRunning(db),
  }
}

async function register(tx: Tx, node: NewNode, now: { wall: number; steady: number }): Promise<void> {
  const seen_at = Math.floor(now.steady)
  await tx
    .deleteFrom('nodes')
    .where('seen_at', '<', seen_at - KEPT_MS)
    .execute()
  const news = { role: node.role, seen_at, has_stopped: 0, description: JSON.stringify(node.description) }
  await tx
    .insertInto('nodes')
    .values({ id: node.id, started_at: Math.floor(now.wall), ...news })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(news))
    .execute()
}

async function update(tx: Tx, id: string, changes: Partial<NodeRow>): Promise<boolean> {
  const result = await tx.updateTable('nodes').set(changes).where('id', '=', id).executeTakeFirst()
  return result.numUpdatedRows > 0n
}

async function list(db: Kysely<Schema>, now: number): Promise<NodeRecord[]> {
  const rows = await db
    .selectFrom('nodes')
    .selectAll()
    .where('seen_at', '>=', Math.floor(now - KEPT_MS))
    .orderBy('started_at')
    .orderBy('id')
    .execute()
  const running = await countRunning(db)
  return rows.map((row) => ({
    id: row.id,
    role: row.role,
    description: lenientReader.json(row.description, () => true),
    startedAt: lenientReader.instant(row.started_at) ?? 0,
    silentMs: Math.max(0, now - (lenientReader.instant(row.seen_at) ?? 0)),
    hasStopped: row.has_stopped === 1,
    running: running.get(row.id) ?? 0,
  }))
}

async function countRunning(db: Kysely<Schema>): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('tasks')
    .select(({ fn }) => ['worker', fn.countAll().as('count')])
    .where('status', '=', 'running')
    .where('due_at', 'is not', null)
    .groupBy('worker')
    .execute()
  return new Map(rows.map(({ worker, count }) => [worker ?? '', Number(count)]))
}
