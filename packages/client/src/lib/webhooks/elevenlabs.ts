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

/**
 * Verifies webhooks of ElevenLabs like `webhooks.constructEvent` of their SDK 2.73.0: the header is
 * `ElevenLabs-Signature: t=<seconds>,v0=<hex>`, an HMAC-SHA256 over `t`, a dot and the body, with
 * half an hour of tolerance. The event's `id` is that of the dub or dubbing project.
 *
 * UNVERIFIED: no source shows the body of a dubbing event. `data.project_id` and `data.dubbing_id`
 * are the names that their API uses elsewhere.
 * @param secrets as their console shows them; several while one replaces another
 */
export function elevenLabsWebhooks(
  secrets: string | readonly string[],
  options: WebhookOptions = {},
): Webhooks<VendorWebhook> {
  return createWebhooks(SCHEME, keysOf(secrets, textKey), options)
}

const HEADER = 'elevenlabs-signature'

const SCHEME: Scheme<VendorWebhook> = {
  toleranceMs: 30 * 60_000,
  read(header) {
    const parts = (header(HEADER) ?? '').split(',').map((part) => part.trim())
    const [timestamp, ...others] = valuesOf(parts, 't=')
    const signatures = valuesOf(parts, 'v0=')
    if (timestamp === undefined || signatures.length === 0)
      throw refuse(
        'no_signature',
        `The header ${HEADER} is missing or incomplete. It looks like t=1700000000,v0=….`,
      )
    if (others.length > 0) throw refuse('invalid_signature', `The header ${HEADER} has two timestamps.`)
    return { timestamp, signatures: signatures.flatMap((text) => fromHex(text) ?? []) }
  },
  prefix: ({ timestamp }) => `${timestamp}.`,
  write: ({ timestamp }, signatures) => ({
    [HEADER]: [`t=${timestamp}`, ...signatures.map((signature) => `v0=${toHex(signature)}`)].join(','),
  }),
  toEvent(payload) {
    const type = textAt(payload, 'type')
    if (type === undefined) throw refuse('invalid_body', 'The body has no `type`.')
    const id = textAt(payload['data'], 'project_id') ?? textAt(payload['data'], 'dubbing_id')
    return { type, ...(id && { id }) }
  },
}

function valuesOf(parts: string[], name: string): string[] {
  return parts.filter((part) => part.startsWith(name)).map((part) => part.slice(name.length))
}
