import type { Translation, WebhookEventType } from '../translation.ts'
import { fromBase64 } from './encoding.ts'

/** Every type of event. By default a server sends all but the last. */
export const WEBHOOK_EVENT_TYPES: readonly WebhookEventType[] = [
  'translation.completed',
  'translation.partial',
  'translation.error',
  'translation.canceled',
  'translation.needs_input',
  'translation.updated',
]

/** The body of a webhook of a Video Translation server. */
export interface TranslationWebhook {
  type: WebhookEventType
  /** The time of the event, not of the delivery, ISO 8601 in UTC. */
  timestamp: string
  /** The translation at that time. Each attempt has fresh links. */
  data: Translation
}

/**
 * The deliveries of a translation's webhooks: `GET /v1/translations/{id}/webhooks`. It has no
 * secret.
 */
export interface WebhookLog {
  /** The receiver. Absent for the server's own receiver, or if there is none. */
  url?: string
  /** The types of events to deliver; may be empty. */
  events: WebhookEventType[]
  /** The receiver answered 410, so the server sends nothing more. */
  disabled: boolean
  /** Newest first. */
  items: WebhookMessage[]
}

/** One event to deliver. */
export interface WebhookMessage {
  /** The header `webhook-id` of each attempt. */
  id: string
  type: WebhookEventType
  /** The version of the translation. */
  version: number
  /**
   * `pending` (not yet delivered, or to be retried), `delivered`, `superseded` (a newer event
   * replaces it), `failed` (given up after a day), `disabled` (the receiver answered 410).
   */
  state: 'pending' | 'delivered' | 'superseded' | 'failed' | 'disabled'
  createdAt: string
  /** Only while it is pending. */
  nextAttemptAt?: string
  /** Oldest first. */
  attempts: WebhookAttempt[]
}

/** One request to the receiver. */
export interface WebhookAttempt {
  at: string
  /** From the first byte sent to the response, in milliseconds. */
  durationMs: number
  /** HTTP status of the response. Absent without a response. */
  status?: number
  /** Why the attempt did not count as delivered. */
  error?: string
}

const PREFIX = 'whsec_'

/** Whether a text is a secret of Standard Webhooks: `whsec_` and the base64 of 24 to 64 bytes. */
export function isWebhookSecret(text: string): boolean {
  const key = text.startsWith(PREFIX) ? fromBase64(text.slice(PREFIX.length)) : undefined
  return key !== undefined && key.length >= 24 && key.length <= 64
}
