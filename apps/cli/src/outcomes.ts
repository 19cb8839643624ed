import type { Outcome } from 'video-translation-client'
import { reportOf } from './errors.ts'
import { exitReasonFor, type ExitReason } from './exit-codes.ts'

/** An outcome as a JSON document; an `Error` would serialise as `{}`. */
export function documentOf({ id, result, translation, error }: Outcome) {
  return {
    id,
    result,
    ...(translation && { translation }),
    ...(error && { error: { code: error.code, message: error.message } }),
  }
}

/**
 * Throws the first error when no translation could be read, for example because the only id is
 * wrong.
 */
export function throwIfAllFailed(outcomes: Outcome[]): void {
  const [first] = outcomes
  if (first?.error && outcomes.every((outcome) => outcome.result === 'failed')) throw first.error
}

/**
 * One exit reason for several outcomes: `timedOut` if any still runs, their common reason, or
 * `partial`.
 */
export function exitReasonForAll(outcomes: Outcome[]): ExitReason {
  const reasons = [...new Set(outcomes.map(exitReasonForOne))]
  const [first = 'done'] = reasons
  if (reasons.includes('timedOut')) return 'timedOut'
  return reasons.length <= 1 ? first : 'partial'
}

function exitReasonForOne({ result, error }: Outcome): ExitReason {
  if (result === 'timeout') return 'timedOut'
  return result === 'failed' ? reportOf(error).exitReason : exitReasonFor(result)
}
