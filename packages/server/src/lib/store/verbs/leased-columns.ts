import type { Lease } from '../claimed-task.ts'
import type { TaskRow } from '../tables/schema.ts'
import type { Tx } from '../tables/store-parts.ts'

type LeasedColumns = Partial<Pick<TaskRow, 'checkpoint' | 'checkpoint_attempt' | 'due_at'>>

/** Writes to a task without notifying anybody, if the lease still holds. */
export async function updateIfLeased(tx: Tx, lease: Lease, columns: LeasedColumns): Promise<boolean> {
  const result = await updateWithLease(tx, lease, columns).executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export function updateWithLease(tx: Tx, lease: Lease, columns: LeasedColumns) {
  return tx
    .updateTable('tasks')
    .set({ worker: lease.worker, ...columns })
    .where('id', '=', lease.taskId)
    .where('worker', '=', lease.worker)
    .where('attempt', '=', lease.attempt)
    .where('status', '=', 'running')
}
