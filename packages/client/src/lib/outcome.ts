import { TimeoutError, TranslationError, type VideoTranslationError } from './errors.ts'
import type { Translation, TranslationStatus } from './translation.ts'
import type { WaitReport } from './wait-report.ts'

/** The result for one translation of several. It is never an exception. */
export interface Outcome {
  id: string
  /**
   * The status it has, `timeout` when the wait was over first, or `failed` when the server could
   * not tell.
   */
  result: TranslationStatus | 'timeout' | 'failed'
  /** The newest state that is known. */
  translation?: Translation | undefined
  /** Why it is not `completed`. From `getMany` only where the server could not tell the status. */
  error?: VideoTranslationError
  /** What the wait took. Not from `getMany`. */
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
