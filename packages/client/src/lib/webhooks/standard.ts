import type { Bytes } from '../bytes.ts'
import { invalid } from '../errors.ts'
import { fromBase64, toBase64 } from './encoding.ts'
import { refuse } from './refuse.ts'
import { keysOf } from './secrets.ts'
import { type Claim, createWebhooks, type Scheme, type WebhookOptions, type Webhooks } from './webhooks.ts'
import type { TranslationWebhook } from './wire.ts'

/**
 * Verifies webhooks of a Video Translation server, or of any other sender that follows Standard
 * Webhooks 1.0.0 with symmetric signatures.
 * @param secrets `whsec_` and base64; several while one replaces another
 * @throws {VideoTranslationError} `invalid_argument` for a secret of another form
 */
export function standardWebhooks(
  secrets: string | readonly string[],
  options: WebhookOptions = {},
): Webhooks<TranslationWebhook> {
  return createWebhooks(SCHEME, keysOf(secrets, standardKey), options)
}

const SCHEME: Scheme<TranslationWebhook> = {
  toleranceMs: 5 * 60_000,
  read(header) {
    const [messageId, timestamp, signature] = [ID, TIMESTAMP, SIGNATURE].map(header)
    if (messageId && timestamp && signature)
      return { messageId, timestamp, signatures: readSignatures(signature) }
    throw refuse('no_signature', `The headers ${ID}, ${TIMESTAMP} and ${SIGNATURE} are required.`)
  },
  prefix: ({ messageId, timestamp }) => `${messageId}.${timestamp}.`,
  write: ({ messageId, timestamp }, signatures) => ({
    [ID]: messageId,
    [TIMESTAMP]: timestamp,
    [SIGNATURE]: signatures.map((signature) => `v1,${toBase64(signature)}`).join(' '),
  }),
  toEvent(payload) {
    const { type, data } = payload as Partial<TranslationWebhook>
    if (typeof type !== 'string') throw refuse('invalid_body', 'The body has no `type`.')
    const { id, version } = data ?? {}
    return {
      type,
      ...(typeof id === 'string' && { id }),
      ...(typeof version === 'number' && { version }),
    }
  },
}

const ID = 'webhook-id'
const TIMESTAMP = 'webhook-timestamp'
const SIGNATURE = 'webhook-signature'

/** Skips signatures of other versions, e.g. `v1a`. */
function readSignatures(header: string): Claim['signatures'] {
  return header
    .split(' ')
    .filter((each) => each.startsWith('v1,'))
    .flatMap((each) => fromBase64(each.slice('v1,'.length)) ?? [])
}

function standardKey(secret: string): Bytes {
  const key = fromBase64(secret.replace(/^whsec_/, ''))
  if (key) return key
  throw invalid('The secret has to be `whsec_` followed by base64.')
}
