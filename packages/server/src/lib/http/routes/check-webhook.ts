import type { CreateTranslationBody } from 'video-translation-client'
import { isWebhookSecret } from 'video-translation-client/webhooks'
import { anyAddress, isPublicAddress, urlRefusal } from '../../net/addresses.ts'
import type { Receiver } from '../../store/outbox.ts'
import type { WebhookSettings } from '../../config/webhook-settings.ts'
import type { Api } from '../api/api.ts'
import { invalidRequest, refusedRequest } from '../problems/problem.ts'

/** The receiver of a new translation: the one in the request, else the server's own, else none. */
export function checkWebhook(
  { webhook }: Pick<CreateTranslationBody, 'webhook'>,
  { settings }: Api,
): Receiver | undefined {
  const { webhooks } = settings
  if (webhook === undefined) return webhooks.url === undefined ? undefined : { events: webhooks.events }
  const url = checkUrl(webhook.url, webhooks)
  checkSecret(webhook.secret)
  return { url, secret: webhook.secret, events: webhook.events ?? webhooks.events }
}

function checkUrl(text: string, { allowPrivate }: WebhookSettings): string {
  const url = URL.parse(text)
  const pointer = '/webhook/url'
  if (!url) throw invalidRequest([{ pointer, detail: 'It is not a URL.' }])
  const detail = urlRefusal(url, allowPrivate ? anyAddress : isPublicAddress)
  if (detail) throw refusedRequest('webhook_forbidden', [{ pointer, detail }])
  return receiverUrl(text)
}

/** Drops the part after `#`, which is never sent. */
function receiverUrl(text: string): string {
  const url = new URL(text)
  url.hash = ''
  return url.href
}

/** The generated secret to return to the creator when the request gave none. */
export function generatedSecret(
  { webhook }: CreateTranslationBody,
  owner: string,
  { secretFor }: Api,
): string | undefined {
  return webhook && webhook.secret === undefined ? secretFor(owner, receiverUrl(webhook.url)) : undefined
}

/** The error does not repeat the secret. */
function checkSecret(secret: string | undefined): void {
  const pointer = '/webhook/secret'
  if (secret !== undefined && !isWebhookSecret(secret))
    throw invalidRequest([{ pointer, detail: SECRET_FORMAT }])
}

const SECRET_FORMAT = 'A secret is `whsec_` and the base64 of 24 to 64 random bytes.'
