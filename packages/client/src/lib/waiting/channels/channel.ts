import { hasCode } from '../../errors.ts'
import { isStatus } from '../../http/problem.ts'
import { isRefusal } from '../../http/retry.ts'
import type { Translation } from '../../translation.ts'
import type { FailureKind, WaitEvent } from '../state/events.ts'

/** What a channel knows of the rest: what is known of a translation, and where its events go. */
export interface ChannelHost {
  /** The newest state of a tracked translation; undefined for one that is not. */
  known(id: string): { readonly latest: Translation | undefined } | undefined
  emit(id: string, event: WaitEvent): void
  /** The events that one answer brings: polls are planned once all of them have been applied. */
  emitAll(events: readonly (readonly [id: string, event: WaitEvent])[]): void
  /**
   * Logs a failed request about these, the n-th in a row, and says for how many milliseconds to
   * leave the server alone.
   */
  pauseMs(ids: readonly string[], error: unknown, failures: number): number
}

/** What an error says about the translation that was asked for. */
export function kindOf(error: unknown): FailureKind {
  if (isStatus(error, 401, 403)) return 'denied'
  if (isStatus(error, 404, 410)) return 'notFound'
  return isRefusal(error) || hasCode(error, 'closed') ? 'refused' : 'transient'
}
