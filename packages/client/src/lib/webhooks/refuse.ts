import { VideoTranslationError } from '../errors.ts'

/** Why a webhook is not believed. */
export type Refusal = 'no_signature' | 'invalid_signature' | 'too_old' | 'too_new' | 'invalid_body'

export function refuse(code: Refusal, message: string, cause?: unknown): VideoTranslationError {
  return new VideoTranslationError(`The webhook is refused. ${message}`, { code, cause })
}
