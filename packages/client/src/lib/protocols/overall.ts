import { isFinal, type TargetStatus, type TranslationStatus } from '../translation.ts'

/** The status of a translation that has none of its own: it follows from its targets. */
export function overall(targets: readonly TargetStatus[]): TranslationStatus {
  const has = (status: TargetStatus) => targets.includes(status)
  const all = (status: TargetStatus) => targets.length > 0 && targets.every((each) => each === status)
  if (targets.length > 0 && targets.every(isFinal)) {
    if (all('completed')) return 'completed'
    if (has('completed')) return 'partial'
    return all('canceled') ? 'canceled' : 'error'
  }
  if (all('pending') || targets.length === 0) return 'pending'
  // What still runs may need no person; only when nothing else happens does the whole wait for one.
  return has('needs_input') && !has('running') && !has('pending') ? 'needs_input' : 'running'
}
