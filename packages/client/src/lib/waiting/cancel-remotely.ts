import type { Server } from '../server.ts'
import { inParallel } from '../in-parallel.ts'
import { guarded } from '../logger.ts'
import { has } from '../protocol.ts'
import type { Follower } from './followed.ts'
import type { WaitOptions } from './wait-options.ts'

const CANCELED_AT_ONCE = 4

/** Cancels each once, where that is wished, however many waits for it end together, and a few at a time. Nobody waits for it. */
export function cancelRemotely(
  { http, protocol }: Server,
  { cancelOnAbort }: WaitOptions,
  followers: Follower[],
): void {
  if (!cancelOnAbort) return
  const those = followers.map(({ it }) => it).filter(({ isCanceling }) => !isCanceling)
  for (const it of those) it.isCanceling = true
  void inParallel(those, CANCELED_AT_ONCE, async (it) => {
    const translationId = it.id
    await guarded(http.log, 'cancel', translationId, () =>
      has(protocol, 'cancel')(http.with({ translationId }), translationId),
    )
    it.isCanceling = false
  })
}
