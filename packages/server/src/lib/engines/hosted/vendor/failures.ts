import {
  ApiError,
  ConnectionError,
  type Failure,
  type Outcome,
  type Translation,
  VideoTranslationError,
} from 'video-translation-client'
import { EngineError } from '../../../engine-error.ts'

/** Codes of errors that another attempt meets again: nothing was sent, or nothing usable. */
const FINAL = ['invalid_argument', 'not_supported', 'invalid_subtitles']

/**
 * The error of a task for an error of the vendor's client. A refusal is final. A vendor that is
 * busy or out of reach is asked again, and its message is kept for the last attempt.
 */
export function judgeVendorError(error: unknown): unknown {
  if (!(error instanceof VideoTranslationError) || error.code === 'closed') return error
  const retryable = error instanceof ApiError ? isTemporary(error.status) : !FINAL.includes(error.code)
  return new EngineError(error.code, error.message, { cause: error, retryable })
}

/** 409: it still works on something else. */
function isTemporary(status: number): boolean {
  return status >= 500 || status === 429 || status === 409
}

/** A failure at the vendor is final. If it could not be reached, another attempt waits on. */
export function failureOf({ result, error, translation }: Outcome): EngineError {
  const reason = reasonOf(translation) ?? error
  const { code, message } = reason ?? { code: result, message: `The vendor ended with ${result}.` }
  return new EngineError(code, message, { cause: error, retryable: error instanceof ConnectionError })
}

function reasonOf(translation: Translation | undefined): Failure | undefined {
  return translation?.targets.find((target) => target.error)?.error ?? translation?.error
}
