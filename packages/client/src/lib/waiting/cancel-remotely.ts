import type { Core } from '../core.ts'
import { has } from '../protocol.ts'
import type { WaitOptions } from './wait-options.ts'

const AT_ONCE = 4
const inHand = new WeakMap<Core, Set<string>>()

/** Cancels each once, where that is wished, however many waits for it end together, and a few at a time. Nobody waits for it. */
export function cancelRemotely(core: Core, ids: Iterable<string>, { cancelOnAbort }: WaitOptions): void {
  if (!cancelOnAbort) return
  const busy = inHand.get(core) ?? new Set()
  inHand.set(core, busy)
  const left = [...ids].filter((id) => !busy.has(id))
  for (const id of left) busy.add(id)
  for (let one = 0; one < AT_ONCE; one++) void cancelNext(core, left, busy)
}

async function cancelNext({ http, protocol }: Core, left: string[], busy: Set<string>): Promise<void> {
  for (let translationId = left.shift(); translationId; translationId = left.shift()) {
    try {
      await has(protocol, 'cancel')(http.with({ translationId }), translationId)
    } catch (error) {
      http.log.error('could not cancel', { translationId, error: String(error) })
    }
    busy.delete(translationId)
  }
}
