import type { Server } from '../core.ts'
import { has } from '../protocol.ts'
import type { Followed, Follower } from './followed.ts'
import type { WaitOptions } from './wait-options.ts'

const CANCELED_AT_ONCE = 4

/** Cancels each once, where that is wished, however many waits for it end together, and a few at a time. Nobody waits for it. */
export function cancelRemotely(server: Server, { cancelOnAbort }: WaitOptions, followers: Follower[]): void {
  if (!cancelOnAbort) return
  const left = followers.map(({ it }) => it).filter(({ isCanceling }) => !isCanceling)
  for (const it of left) it.isCanceling = true
  for (let one = 0; one < CANCELED_AT_ONCE; one++) void cancelNext(server, left)
}

async function cancelNext({ http, protocol }: Server, left: Followed[]): Promise<void> {
  for (let it = left.pop(); it; it = left.pop()) {
    const translationId = it.id
    try {
      await has(protocol, 'cancel')(http.with({ translationId }), translationId)
    } catch (error) {
      http.log.error('could not cancel', { translationId, error: String(error) })
    }
    it.isCanceling = false
  }
}
