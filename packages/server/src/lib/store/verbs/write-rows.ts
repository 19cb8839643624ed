import type { ChangedRows } from '../tables/changed-rows.ts'
import type { Tx } from '../tables/store-parts.ts'

/** Writes changed rows statement by statement, which any database can do. */
export async function writeRows(tx: Tx, { translations, tasks, events }: ChangedRows): Promise<void> {
  for (const { id, ...changes } of translations)
    await tx.updateTable('translations').set(changes).where('id', '=', id).execute()
  for (const { id, ...changes } of tasks)
    await tx.updateTable('tasks').set(changes).where('id', '=', id).execute()
  if (events.length > 0) await tx.insertInto('events').values(events).execute()
}
