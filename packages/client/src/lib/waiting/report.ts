import type { Http } from '../http/http.ts'
import type { Logger } from '../logger.ts'
import type { Outcome } from '../outcome.ts'
import { now } from '../timers.ts'
import type { Waiter } from './state/tracked-translation.ts'
import type { WaitReport } from '../wait-report.ts'

export function reportOf({ tracked, startedMs, requests }: Waiter, { clock }: Http): WaitReport {
  const waitedMs = now() - startedMs
  const detectionMs = clock.now() - Date.parse(tracked.latest?.finishedAt ?? '')
  return {
    requests,
    path: tracked.path,
    waitedMs,
    ...(detectionMs < waitedMs && { detectionMs: Math.max(0, detectionMs) }),
  }
}

/**
 * Logs the end of a wait, at `error` if the wait gave up. Failed translations have been logged
 * already, once for all their waits.
 */
export function logEnd(log: Logger, { id, result, report, error }: Outcome): void {
  const hasGivenUp = (result === 'failed' || result === 'timeout') && error?.code !== 'closed'
  const fields = { translationId: id, result, ...report }
  if (hasGivenUp) log.error('wait failed', { ...fields, error: String(error) })
  else log.info('wait ended', fields)
}
