import { inParallel } from '../in-parallel.ts'
import { guarded } from '../logger.ts'
import { requireVerb } from '../protocol.ts'
import type { Connection } from '../connection.ts'

const CONCURRENCY = 4

/**
 * Cancels translations on the server, a few at a time. `canceling` holds those in progress, so that
 * each is canceled once when several waits for it end together.
 */
export async function cancelRemotely(
  { http, protocol }: Connection,
  canceling: Set<string>,
  ids: readonly string[],
): Promise<void> {
  const fresh = ids.filter((id) => !canceling.has(id))
  for (const id of fresh) canceling.add(id)
  await inParallel(fresh, CONCURRENCY, async (id) => {
    const cancel = () => requireVerb(protocol, 'cancel')(http.with({ translationId: id }), id)
    await guarded(http.log, 'cancel', id, cancel)
    canceling.delete(id)
  })
}
