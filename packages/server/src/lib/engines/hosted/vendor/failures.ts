import {
  ApiError,
  ConnectionError,
  type Failure,
  type Outcome,
  type Translation,
  VideoTranslationError,
} from 'video-translation-client'
import { EngineError } from '../../../engine-error.ts'

/** Codes of requests that the client has refused before it sent anything. */
const REFUSED_BY_CLIENT = ['invalid_argument', 'not_supported']

/** The error of a task whose request was refused. A vendor that is busy is asked again. */
export function judgeRefusal(error: unknown): unknown {
  if (error instanceof ApiError) {
    const { status, code, message } = error
    if (status >= 500 || status === 429) return error
    return new EngineError(code, message, { cause: error, retryable: status === 409 })
  }
  const isRefused = error instanceof VideoTranslationError && REFUSED_BY_CLIENT.includes(error.code)
  return isRefused ? new EngineError(error.code, error.message, { cause: error }) : error
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
