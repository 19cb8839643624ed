import type { WebhookEventType } from 'video-translation-client'
import { isWebhookSecret, WEBHOOK_EVENT_TYPES } from 'video-translation-client/webhooks'

/** How receivers are told what becomes of translations. */
export interface WebhookSettings {
  /**
   * The receiver of translations that name none. It is the operator's own and may be in a private network. Default:
   * `$VIDEO_TRANSLATION_WEBHOOK_URL`, else nobody.
   */
  url?: string
  /**
   * Signs for `url` and for nothing else: `whsec_` and the base64 of 24 to 64 random bytes. Default:
   * `$VIDEO_TRANSLATION_WEBHOOK_SECRET`.
   */
  secret?: string
  /** What is told where nothing else is asked for. Default: all but `translation.updated`. */
  events: WebhookEventType[]
  /** Lets the receivers that requests name be in private networks: for tests and closed networks. Default: false. */
  allowPrivate: boolean
  /** How long a receiver may take to answer. Default: 15 s. */
  timeoutMs: number
  /** Between the attempts, each a fifth more or less; the last one repeats. Default: 5 s, 30 s, 2 min, 10 min, 1 h, 6 h. */
  retryDelaysMs: number[]
  /** After that, measured from the first attempt, a message is given up. Default: 24 h. */
  giveUpAfterMs: number
  /** How long attempts and settled messages are kept, apart from the newest message of a translation. Default: 30 days. */
  keepLogMs: number
}

const SECOND = 1000
const HOUR = 3600 * SECOND

const DEFAULTS: WebhookSettings = {
  events: WEBHOOK_EVENT_TYPES.filter((type) => type !== 'translation.updated'),
  allowPrivate: false,
  timeoutMs: 15 * SECOND,
  retryDelaysMs: [5 * SECOND, 30 * SECOND, 120 * SECOND, 600 * SECOND, HOUR, 6 * HOUR],
  giveUpAfterMs: 24 * HOUR,
  keepLogMs: 30 * 24 * HOUR,
}

/** @throws Error where nothing could be signed or sent as they are. */
export function resolveWebhooks(
  options: Partial<WebhookSettings> = {},
  env: NodeJS.ProcessEnv = process.env,
): WebhookSettings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const settings: WebhookSettings = {
    ...DEFAULTS,
    url: env['VIDEO_TRANSLATION_WEBHOOK_URL'] || undefined,
    secret: env['VIDEO_TRANSLATION_WEBHOOK_SECRET'] || undefined,
    ...Object.fromEntries(given),
  }
  refuseUnusable(settings)
  return settings
}

function refuseUnusable({ url, secret, retryDelaysMs }: WebhookSettings): void {
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new Error('webhooks.url (VIDEO_TRANSLATION_WEBHOOK_URL) must be an http or https URL.')
  if (url !== undefined && secret === undefined)
    throw new Error(`Webhooks are signed: set webhooks.secret (VIDEO_TRANSLATION_WEBHOOK_SECRET) to ${LIKE}`)
  if (secret !== undefined && !isWebhookSecret(secret))
    throw new Error(`webhooks.secret (VIDEO_TRANSLATION_WEBHOOK_SECRET) must be ${LIKE}`)
  if (url === undefined && secret !== undefined)
    throw new Error(
      'webhooks.secret (VIDEO_TRANSLATION_WEBHOOK_SECRET) signs for webhooks.url alone, and there is none. The receivers ' +
        'that requests name have secrets of their own.',
    )
  if (retryDelaysMs.length === 0) throw new Error('webhooks.retryDelaysMs must have at least one delay.')
}

const LIKE =
  "`whsec_` and the base64 of 24 to 64 random bytes, e.g. 'whsec_' + randomBytes(32).toString('base64')."
