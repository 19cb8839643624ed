import { hasCode } from '../../errors.ts'
import { isStatus } from '../../http/problem.ts'
import { isRefusal } from '../../http/retry.ts'
import type { Translation } from '../../translation.ts'
import type { FailureKind, WaitEvent } from '../state/events.ts'

/** The parts of the coordinator that a channel needs: known states, and a receiver of events. */
export interface ChannelHost {
  /** The newest state of a translation. Undefined if it is not tracked. */
  known(id: string): { readonly latest: Translation | undefined } | undefined
  emit(id: string, event: WaitEvent): void
  /** Emits the events of one answer. Polls are planned once all have been applied. */
  emitAll(events: readonly (readonly [id: string, event: WaitEvent])[]): void
  /**
   * Logs a failed request, the n-th in a row. Returns the pause before the next request, in
   * milliseconds.
   */
  pauseMs(ids: readonly string[], error: unknown, failures: number): number
}

/** The kind of failure that an error stands for. */
export function kindOf(error: unknown): FailureKind {
  if (isStatus(error, 401, 403)) return 'denied'
  if (isStatus(error, 404, 410)) return 'notFound'
  return isRefusal(error) || hasCode(error, 'closed') ? 'refused' : 'transient'
}
