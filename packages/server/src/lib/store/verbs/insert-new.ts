import { enterQueue } from '../queues/queues.ts'
import type { TranslationRow } from '../tables/schema.ts'
import type { InsertNew, StoreParts, Tx } from '../tables/store-parts.ts'
import { useUpload } from './upload-claims.ts'

/** Inserts new translations statement by statement, which any database can do. */
export function createInsertNew({ transact }: Pick<StoreParts, 'transact'>): InsertNew {
  return async ({ translation, tasks, event, dueAt }) =>
    await transact(async (tx) => {
      if (!(await insertUnlessExists(tx, translation))) return 'key_taken'
      if (translation.source_upload !== null && !(await useUpload(tx, translation.source_upload))) {
        await tx.deleteFrom('translations').where('id', '=', translation.id).execute()
        return 'upload_removed'
      }
      await tx.insertInto('tasks').values(tasks).execute()
      await enterQueue(tx, translation, dueAt).execute()
      await tx.insertInto('events').values(event).execute()
      return 'inserted'
    })
}

async function insertUnlessExists(tx: Tx, row: TranslationRow): Promise<boolean> {
  const result = await tx
    .insertInto('translations')
    .values(row)
    .onConflict((conflict) => conflict.columns(['owner', 'idempotency_key']).doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}
