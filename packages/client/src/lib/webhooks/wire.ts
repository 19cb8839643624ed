import type { Translation, WebhookEventType } from '../translation.ts'
import { fromBase64 } from './encoding.ts'

/** Everything that a server can tell; all but the last unless asked otherwise. */
export const WEBHOOK_EVENT_TYPES: readonly WebhookEventType[] = [
  'translation.completed',
  'translation.partial',
  'translation.error',
  'translation.canceled',
  'translation.needs_input',
  'translation.updated',
]

/** Body of a webhook of a Video Translation server. */
export interface TranslationWebhook {
  type: WebhookEventType
  /** When it happened, ISO 8601 in UTC; the attempts to tell it come later. */
  timestamp: string
  /** The translation as it was then. The links in it are fresh with each attempt. */
  data: Translation
}

/** What became of a translation's webhooks: `GET /v1/translations/{id}/webhooks`. The secret is not in it. */
export interface WebhookLog {
  /** Where they go. Absent where they go to the server's own address, or nowhere. */
  url?: string
  /** What is told; empty where nothing is. */
  events: WebhookEventType[]
  /** The receiver answered 410 and is told nothing more. */
  disabled: boolean
  /** Newest first. */
  items: WebhookMessage[]
}

/** One thing that was to be told. */
export interface WebhookMessage {
  /** The header `webhook-id` of each attempt. */
  id: string
  type: WebhookEventType
  /** Of the translation. */
  version: number
  /**
   * `pending` (not yet, or to be tried again), `delivered`, `superseded` (something newer is told instead), `failed` (given
   * up after a day), `disabled` (the receiver answered 410).
   */
  state: 'pending' | 'delivered' | 'superseded' | 'failed' | 'disabled'
  createdAt: string
  /** While it is pending. */
  nextAttemptAt?: string
  /** Oldest first. */
  attempts: WebhookAttempt[]
}

/** One request to the receiver. */
export interface WebhookAttempt {
  at: string
  /** From the first byte sent to the answer, in milliseconds. */
  durationMs: number
  /** HTTP status of the answer, where there was one. */
  status?: number
  /** Why it did not count as delivered. */
  error?: string
}

const PREFIX = 'whsec_'

/** Whether a text is a secret of Standard Webhooks: `whsec_` and the base64 of 24 to 64 bytes. */
export function isWebhookSecret(text: string): boolean {
  const key = text.startsWith(PREFIX) ? fromBase64(text.slice(PREFIX.length)) : undefined
  return key !== undefined && key.length >= 24 && key.length <= 64
}
