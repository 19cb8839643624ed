import type { Logger } from '../logger.ts'
import type { Outcome } from '../outcome.ts'

/**
 * Logs that a wait is over: at `error` where it gave up. A translation that failed has been logged
 * as that already, once for all its waits, and a closed client is no failure.
 */
export function logEnd(log: Logger, { id, result, report, error }: Outcome): void {
  const hasGivenUp = (result === 'failed' || result === 'timeout') && error?.code !== 'closed'
  const fields = { translationId: id, result, ...report }
  if (hasGivenUp) log.error('wait failed', { ...fields, error: String(error) })
  else log.info('wait over', fields)
}
