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

/** How to verify, and under which names HeyGen sends what it takes. */
export interface HeygenWebhookOptions extends WebhookOptions {
  /** Header with the signature. Default `heygen-signature`; endpoints of the older API are said to send `signature`. */
  header?: string
  /** Header with the time, in epoch seconds. Where a request has none, its age is not checked. Default `heygen-timestamp`. */
  timestampHeader?: string
  /** Header with the id of the event. Default `heygen-event-id`. */
  idHeader?: string
}

/**
 * The webhooks of HeyGen: the signature is an HMAC-SHA256 in hexadecimal over the body alone. So the time is not signed and
 * does not stop who sends an old request again: remember `messageId`. The event's `id` is the `video_translate_id`.
 *
 * UNVERIFIED: the vendor's OpenAPI document tells of the secret and not of the headers. Their names are those of
 * developers.heygen.com/docs/webhooks as receivers in public repositories quote it; others of these read `x-heygen-signature`
 * or `signature`. Look at one real delivery, and name the header if yours is another.
 * @param secrets as HeyGen showed it once when the endpoint was made; a rotated one is invalid at once
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
    read(read) {
      const signature = read(header)
      if (signature === undefined) throw refuse('no_signature', `It needs the header ${header}.`)
      return {
        signatures: [fromHex(signature.replace(/^sha256=/, '')) ?? []].flat(),
        timestamp: read(timestampHeader),
        messageId: read(idHeader),
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
