import type { WebhookEventType } from 'video-translation-client'
import { isWebhookSecret, WEBHOOK_EVENT_TYPES } from 'video-translation-client/webhooks'

/** Settings of webhooks. */
export interface WebhookSettings {
  /**
   * The receiver of translations that name none. It is the operator's own and may be in a private
   * network. Default: `$VIDEO_TRANSLATION_WEBHOOK_URL`, else none.
   */
  url?: string
  /**
   * Signs for `url` only: `whsec_` and the base64 of 24 to 64 random bytes. Default:
   * `$VIDEO_TRANSLATION_WEBHOOK_SECRET`.
   */
  secret?: string
  /** The events for translations that choose none. Default: all but `translation.updated`. */
  events: WebhookEventType[]
  /**
   * Allows receivers named by requests to be in private networks, for tests and closed networks.
   * Default: false.
   */
  allowPrivate: boolean
  /** How long a receiver may take to answer. Default: 15 s. */
  timeoutMs: number
  /**
   * The delays between attempts, each varied by up to a fifth; the last one repeats. Default: 5 s,
   * 30 s, 2 min, 10 min, 1 h, 6 h.
   */
  retryDelaysMs: number[]
  /** How long after the first attempt a message is given up. Default: 24 h. */
  giveUpAfterMs: number
  /**
   * How long attempts and settled messages are kept, except the newest message of a translation.
   * Default: 30 days.
   */
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

/** @throws Error for settings with which nothing could be signed or sent */
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
  checkWebhookSettings(settings)
  return settings
}

function checkWebhookSettings({ url, secret, retryDelaysMs }: WebhookSettings): void {
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new Error('webhooks.url (VIDEO_TRANSLATION_WEBHOOK_URL) must be an http or https URL.')
  if (url !== undefined && secret === undefined)
    throw new Error(
      `Webhooks are signed: set webhooks.secret (VIDEO_TRANSLATION_WEBHOOK_SECRET) to ${SECRET_FORMAT}`,
    )
  if (secret !== undefined && !isWebhookSecret(secret))
    throw new Error(`webhooks.secret (VIDEO_TRANSLATION_WEBHOOK_SECRET) must be ${SECRET_FORMAT}`)
  if (url === undefined && secret !== undefined)
    throw new Error(
      'webhooks.secret (VIDEO_TRANSLATION_WEBHOOK_SECRET) signs only for webhooks.url, which is not set. Receivers named ' +
        'by requests have secrets of their own.',
    )
  if (retryDelaysMs.length === 0) throw new Error('webhooks.retryDelaysMs must have at least one delay.')
}

const SECRET_FORMAT =
  "`whsec_` and the base64 of 24 to 64 random bytes, e.g. 'whsec_' + randomBytes(32).toString('base64')."
