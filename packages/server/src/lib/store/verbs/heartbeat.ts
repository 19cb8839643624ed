import type { Beat, Heartbeat, StoreParts, Tx } from '../tables/store-parts.ts'
import { updateIfLeased, updateWithLease } from './leased-columns.ts'

/**
 * Heartbeats wait this long for each other. Otherwise ten thousand of them would keep the disk busy
 * alone.
 */
const HEARTBEAT_WITHIN_MS = 50

/** Prolongs leases one by one, which any database can do. */
export function createHeartbeat({ transact }: Pick<StoreParts, 'transact'>): Heartbeat {
  return (beat) => transact((tx) => prolong(tx, beat), HEARTBEAT_WITHIN_MS)
}

/**
 * Does not prolong the lease of a canceled task, so that the task ends by itself if its worker
 * hangs.
 */
async function prolong(tx: Tx, { lease, until }: Beat): ReturnType<Heartbeat> {
  // Thousands of tasks send heartbeats every few seconds, so the usual answer takes one statement.
  const prolonged = await updateWithLease(tx, lease, { due_at: until })
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('translations')
          .select('id')
          .whereRef('id', '=', 'tasks.translation_id')
          .where('cancel_requested', '=', 0),
      ),
    )
    .executeTakeFirst()
  if (prolonged.numUpdatedRows > 0n) return 'ok'
  return (await updateIfLeased(tx, lease, {})) ? 'canceled' : 'lost'
}
