import { fromHex, toHex } from './encoding.ts'
import { textAt } from './fields.ts'
import { refuse } from './refuse.ts'
import { keysOf, textKey } from './secrets.ts'
import {
  createWebhooks,
  type Scheme,
  type VendorWebhook,
  type WebhookOptions,
  type Webhooks,
} from './webhooks.ts'

/** How to verify, and the names of HeyGen's headers. */
export interface HeygenWebhookOptions extends WebhookOptions {
  /**
   * Header of the signature. Default `heygen-signature`. The older API is said to send `signature`.
   */
  header?: string
  /**
   * Header of the time in epoch seconds. Without it the age is not checked. Default
   * `heygen-timestamp`.
   */
  timestampHeader?: string
  /** Header of the event's id. Default `heygen-event-id`. */
  idHeader?: string
}

/**
 * Verifies webhooks of HeyGen: the signature is a hexadecimal HMAC-SHA256 over the body alone. The
 * time is not signed, so it cannot prevent replays: remember each `messageId`. The event's `id` is
 * the `video_translate_id`.
 *
 * UNVERIFIED: the vendor's OpenAPI document describes the secret, but not the headers. Their names
 * come from developers.heygen.com/docs/webhooks as public receivers quote it; other receivers read
 * `x-heygen-signature` or `signature`. Check a real delivery, and set `header` if it differs.
 * @param secrets as HeyGen showed it once for the new endpoint; a rotated secret is invalid at once
 */
export function heygenWebhooks(
  secrets: string | readonly string[],
  options: HeygenWebhookOptions = {},
): Webhooks<VendorWebhook> {
  return createWebhooks(schemeOf(options), keysOf(secrets, textKey), options)
}

function schemeOf(options: HeygenWebhookOptions): Scheme<VendorWebhook> {
  const header = (options.header ?? 'heygen-signature').toLowerCase()
  const timestampHeader = (options.timestampHeader ?? 'heygen-timestamp').toLowerCase()
  const idHeader = (options.idHeader ?? 'heygen-event-id').toLowerCase()
  return {
    toleranceMs: 5 * 60_000,
    read(readHeader) {
      const signature = readHeader(header)
      if (signature === undefined) throw refuse('no_signature', `The header ${header} is missing.`)
      return {
        signatures: [fromHex(signature.replace(/^sha256=/, '')) ?? []].flat(),
        timestamp: readHeader(timestampHeader),
        messageId: readHeader(idHeader),
      }
    },
    prefix: () => '',
    write: ({ messageId, timestamp }, [signature = new Uint8Array()]) => ({
      [header]: toHex(signature),
      [timestampHeader]: timestamp,
      [idHeader]: messageId,
    }),
    toEvent(payload) {
      const type = textAt(payload, 'event_type')
      if (type === undefined) throw refuse('invalid_body', 'The body has no `event_type`.')
      const id = textAt(payload['event_data'], 'video_translate_id')
      return { type, ...(id && { id }) }
    },
  }
}
