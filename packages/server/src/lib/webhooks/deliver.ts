import { standardWebhooks, type TranslationWebhook } from 'video-translation-client/webhooks'
import type { Log } from '../engines/engine.ts'
import { type ArtifactLink, translationView } from '../translation-view.ts'
import { ForbiddenAddress, guardedPost, type Resolve } from '../net/guard.ts'
import type { Attempt, AttemptOutcome, ClaimedMessage } from '../store/outbox.ts'
import { parseRetryAfter, retryAt } from './retries.ts'
import type { SecretFor } from './receiver-secrets.ts'
import type { WebhookSettings } from '../config/webhook-settings.ts'

/** The parts that a delivery needs. */
export interface DeliveryParts {
  settings: WebhookSettings
  secretFor: SecretFor
  /** Makes links to artifacts, fresh for each attempt. */
  link: ArtifactLink
  log: Log
  /** The steady clock of the store, for the due times of retries. */
  clock: () => number
  /**
   * The machine's clock in epoch milliseconds, for signatures, which receivers check by their own
   * clocks.
   */
  wallClock: () => number
  /** From 0 to 1. */
  random: () => number
  /** Default: the system's. */
  resolve?: Resolve
  /** The span of the attempt, in the format of W3C, for the receiver. */
  traceparent?: string | undefined
}

/** An attempt and its outcome. */
export interface Delivery {
  attempt: Attempt
  outcome: AttemptOutcome
}

/** Makes one attempt. Never rejects: any error ends the attempt. */
export async function deliver(
  message: ClaimedMessage,
  parts: DeliveryParts,
  stopping: AbortSignal,
): Promise<Delivery> {
  const at = parts.wallClock()
  const started = performance.now()
  const answer = await post(message, parts, stopping).catch((error: unknown) =>
    failedAnswer(error, message, parts, stopping),
  )
  const { status, error } = answer
  const attempt = { at, durationMs: Math.round(performance.now() - started), status, error }
  return {
    attempt,
    outcome: stopping.aborted && error ? { retryAt: parts.clock() } : outcomeOf(answer, message, parts),
  }
}

interface Answer {
  status?: number
  /** Why the message does not count as delivered. */
  error?: string
  retryAfterMs?: number | undefined
}

async function post(message: ClaimedMessage, parts: DeliveryParts, stopping: AbortSignal): Promise<Answer> {
  const { settings, link, wallClock, resolve, traceparent } = parts
  const { url, secret, allowPrivate } = addressOf(message, parts)
  const body = bodyOf(message, link)
  const signed = await standardWebhooks(secret).sign(body, { id: message.lease.messageId, atMs: wallClock() })
  const response = await guardedPost(url, body, {
    headers: { 'content-type': 'application/json', ...signed, ...(traceparent && { traceparent }) },
    signal: AbortSignal.any([stopping, AbortSignal.timeout(settings.timeoutMs)]),
    allowPrivate,
    resolve,
  })
  const { status, headers } = response
  // The rest of the answer is of no use, but cutting the connection would look like a fault to the
  // receiver.
  await response.body.dump({ limit: 16_384 }).catch(() => undefined)
  await response.close()
  return {
    status,
    error: statusError(status),
    retryAfterMs: parseRetryAfter(headers['retry-after'], wallClock()),
  }
}

interface Address {
  url: string
  secret: string
  allowPrivate: boolean
}

/**
 * The operator's own receiver may be in a private network. The operator's secret signs for it
 * alone, because anybody who got another message signed with it could replay that message to the
 * operator.
 */
function addressOf({ receiver, lane }: ClaimedMessage, { settings, secretFor }: DeliveryParts): Address {
  const { url, secret } = receiver
  if (url !== undefined)
    return { url, secret: secret ?? secretFor(lane.owner, url), allowPrivate: settings.allowPrivate }
  if (settings.url === undefined || settings.secret === undefined)
    throw new SettingMissing('The server no longer has a receiver or a secret of its own.')
  return { url: settings.url, secret: settings.secret, allowPrivate: true }
}

/** A setting that the delivery needs is no longer there. */
class SettingMissing extends Error {
  override readonly name = 'SettingMissing'
}

function bodyOf({ type, record }: ClaimedMessage, link: ArtifactLink): string {
  const payload: TranslationWebhook = {
    type,
    timestamp: new Date(record.updatedAt).toISOString(),
    data: translationView(record, link),
  }
  return JSON.stringify(payload)
}

function statusError(status: number): string | undefined {
  if (status >= 200 && status < 300) return undefined
  if (status >= 300 && status < 400) return `The receiver answered ${status}; redirects are not followed.`
  return `The receiver answered ${status}.`
}

function failedAnswer(
  error: unknown,
  message: ClaimedMessage,
  parts: DeliveryParts,
  stopping: AbortSignal,
): Answer {
  if (stopping.aborted) return { error: 'The server stopped before the receiver answered.' }
  if (error instanceof ForbiddenAddress || error instanceof SettingMissing) return { error: error.message }
  const { name, code, message: text } = error as NodeJS.ErrnoException
  if (name === 'TimeoutError')
    return { error: `The receiver did not answer within ${parts.settings.timeoutMs / 1000} s.` }
  if (code !== undefined) return { error: `The receiver could not be reached: ${text || code}.` }
  // This is no network error but a defect of the server: the log has it, the user need not see it.
  parts.log.error({ err: error, webhookId: message.lease.messageId }, 'A webhook could not be sent.')
  return { error: "The server failed to send the message; the server's log has the cause." }
}

function outcomeOf(
  { status, error, retryAfterMs }: Answer,
  message: ClaimedMessage,
  parts: DeliveryParts,
): AttemptOutcome {
  if (error === undefined) return 'delivered'
  if (status === 410) return 'disabled'
  const { tries, since } = message
  const failure = { tries, since, now: parts.clock(), retryAfterMs, random: parts.random() }
  const at = retryAt(failure, parts.settings)
  return at === undefined ? 'failed' : { retryAt: at }
}
