import { TimeoutError, TranslationError, type VideoTranslationError } from './errors.ts'
import type { Translation, TranslationStatus } from './translation.ts'
import type { WaitReport } from './waiting/wait-report.ts'

/** What became of one translation of several: a result in any case, never an exception. */
export interface Outcome {
  id: string
  /** The status it has, `timeout` when the wait was over first, or `failed` when the server could not tell. */
  result: TranslationStatus | 'timeout' | 'failed'
  /** As last heard of. */
  translation?: Translation | undefined
  /** Why it is not `completed`. From `getMany` only where the translation could not be had. */
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
