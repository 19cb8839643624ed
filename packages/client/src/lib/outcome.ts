import { TimeoutError, TranslationError, type VideoTranslationError } from './errors.ts'
import type { Translation, TranslationStatus } from './translation.ts'
import type { WaitReport } from './wait-report.ts'

/** The result for one translation. Failures are values here, not exceptions. */
export interface Outcome {
  id: string
  /**
   * The status, `timeout` when the wait ended first, or `failed` when the status could not be found
   * out.
   */
  result: TranslationStatus | 'timeout' | 'failed'
  /** The newest state that is known. */
  translation?: Translation | undefined
  /** Why it is not `completed`. `getMany` sets it only with the result `failed`. */
  error?: VideoTranslationError
  /** Requests and durations of the wait. Absent from `getMany`. */
  report?: WaitReport
}

export function succeeded(translation: Translation): Outcome {
  return { id: translation.id, result: translation.status, translation }
}

export function ended(translation: Translation): Outcome {
  const outcome = succeeded(translation)
  return translation.status === 'completed'
    ? outcome
    : { ...outcome, error: new TranslationError(translation) }
}

export function failed(id: string, error: VideoTranslationError, translation?: Translation): Outcome {
  const result = error instanceof TimeoutError ? 'timeout' : 'failed'
  return { id, result, error, translation }
}

/** The result of a wait for one translation. @throws the error of the wait, unless `settle`. */
export function resultOf(outcome: Outcome, settle = false): Translation | Outcome {
  if (settle) return outcome
  if (outcome.error) throw outcome.error
  return outcome.translation as Translation
}
