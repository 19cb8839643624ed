import { isFinal, type TargetStatus, type TranslationStatus } from '../translation.ts'

/**
 * The status of a translation, from the statuses of its targets. It is final once every target is
 * final: `completed` if all completed, `partial` if some did, else `canceled` if any was canceled,
 * else `error`. Before that it is `running` while a target runs, `needs_input` while a person is
 * asked and nothing runs, and `pending` until the first target begins.
 */
export function aggregateStatus(targets: readonly TargetStatus[]): TranslationStatus {
  const has = (status: TargetStatus) => targets.includes(status)
  if (targets.length > 0 && targets.every(isFinal)) {
    if (targets.every((status) => status === 'completed')) return 'completed'
    if (has('completed')) return 'partial'
    return has('canceled') ? 'canceled' : 'error'
  }
  if (has('running')) return 'running'
  if (has('needs_input')) return 'needs_input'
  return targets.some(isFinal) ? 'running' : 'pending'
}
