import { guarded } from '../logger.ts'
import { requireVerb } from '../protocol.ts'
import type { Connection } from '../connection.ts'

const CONCURRENCY = 4

/**
 * Cancels translations on the server, a few at a time, and logs failures. `canceling` holds those
 * in progress, so that each is canceled once when several waits for it end together.
 *
 * The first requests start before this returns, and closing the client does not stop any: `await
 * using` closes it right after the wait, and the job would go on and cost money.
 */
export function cancelRemotely(connection: Connection, canceling: Set<string>, ids: readonly string[]): void {
  // All workers take ids from one iterator.
  const left = ids.filter((id) => !canceling.has(id)).values()
  for (const id of ids) canceling.add(id)
  for (let workers = 0; workers < CONCURRENCY; workers++) void cancelEach(connection, canceling, left)
}

async function cancelEach(
  { http, protocol }: Connection,
  canceling: Set<string>,
  ids: Iterable<string>,
): Promise<void> {
  for (const id of ids) {
    const cancel = () =>
      requireVerb(protocol, 'cancel')(http.with({ translationId: id, outlivesClient: true }), id)
    await guarded(http.log, 'cancel', id, cancel)
    canceling.delete(id)
  }
}
