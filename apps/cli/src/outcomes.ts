import type { Outcome } from 'video-translation-client'
import { reportOf } from './errors.ts'
import { exitReasonFor, type ExitReason } from './exit-codes.ts'

/** An outcome as JSON: errors do not serialise by themselves. */
export function documentOf({ id, result, translation, error }: Outcome) {
  return {
    id,
    result,
    ...(translation && { translation }),
    ...(error && { error: { code: error.code, message: error.message } }),
  }
}

/** One id that is wrong, or a server that does not answer, is the command's own failure. */
export function throwWhereNoneIsKnown(outcomes: Outcome[]): void {
  const [first] = outcomes
  if (first?.error && outcomes.every((outcome) => outcome.result === 'failed')) throw first.error
}

/** How several ends are told in one exit code: their own where they agree, else `partial`; what still runs comes first. */
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
