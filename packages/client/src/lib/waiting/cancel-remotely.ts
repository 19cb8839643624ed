import { inParallel } from '../in-parallel.ts'
import { guarded } from '../logger.ts'
import { has } from '../protocol.ts'
import type { Server } from '../server.ts'

const CANCELED_AT_ONCE = 4

/**
 * Cancels translations on the server, each once however many waits for it end together, and a few
 * at a time. Nobody waits for it; a failure is logged.
 */
export function createRemoteCancel({ http, protocol }: Server): (ids: readonly string[]) => void {
  const canceling = new Set<string>()
  return (ids) => {
    const fresh = ids.filter((id) => !canceling.has(id))
    for (const id of fresh) canceling.add(id)
    void inParallel(fresh, CANCELED_AT_ONCE, async (id) => {
      const cancel = () => has(protocol, 'cancel')(http.with({ translationId: id }), id)
      await guarded(http.log, 'cancel', id, cancel)
      canceling.delete(id)
    })
  }
}
