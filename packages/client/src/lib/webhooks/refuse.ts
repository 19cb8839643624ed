import { VideoTranslationError } from '../errors.ts'

/** Why a webhook is refused. */
export type WebhookRefusal = 'no_signature' | 'invalid_signature' | 'too_old' | 'too_new' | 'invalid_body'

export function refuse(code: WebhookRefusal, message: string, cause?: unknown): VideoTranslationError {
  return new VideoTranslationError(`The webhook is refused. ${message}`, { code, cause })
}
