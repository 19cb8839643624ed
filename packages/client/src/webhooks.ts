export { elevenLabsWebhooks } from './lib/webhooks/elevenlabs.ts'
export { heygenWebhooks, type HeygenWebhookOptions } from './lib/webhooks/heygen.ts'
export type { WebhookRequest } from './lib/webhooks/raw-request.ts'
export { standardWebhooks } from './lib/webhooks/standard.ts'
export type { VendorWebhook, WebhookEvent, WebhookOptions, Webhooks } from './lib/webhooks/webhooks.ts'
export {
  isWebhookSecret,
  type TranslationWebhook,
  WEBHOOK_EVENT_TYPES,
  type WebhookAttempt,
  type WebhookLog,
  type WebhookMessage,
} from './lib/webhooks/wire.ts'
