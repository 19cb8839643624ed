import { standardWebhooks, type TranslationWebhook } from 'video-translation-client/webhooks'
import type { Log } from '../engines/engine.ts'
import { type ArtifactLink, translationView } from '../translation-view.ts'
import { ForbiddenAddress, guardedPost, type Resolve } from '../net/guard.ts'
import type { Attempt, AttemptOutcome, ClaimedMessage } from '../store/outbox.ts'
import { retryAfterMs, retryAt } from './retries.ts'
import type { SecretFor } from './receiver-secrets.ts'
import type { WebhookSettings } from '../config/webhook-settings.ts'

/** What it takes to tell a receiver. */
export interface TellParts {
  settings: WebhookSettings
  secretFor: SecretFor
  /** Links to artifacts, fresh for each attempt. */
  link: ArtifactLink
  log: Log
  /** The steady clock of the store, by which retries are due. */
  clock: () => number
  /** Epoch milliseconds of the machine's clock: signatures are checked by the clocks of others. */
  wallClock: () => number
  /** From 0 to 1. */
  random: () => number
  /** Default: the system's. */
  resolve?: Resolve
}

/** How an attempt ended, and what follows. */
export interface Told {
  attempt: Attempt
  next: AttemptOutcome
}

/** Makes one attempt. Never rejects: whatever goes wrong is the attempt's end. */
export async function tell(message: ClaimedMessage, parts: TellParts, stopping: AbortSignal): Promise<Told> {
  const at = parts.wallClock()
  const started = performance.now()
  const answer = await post(message, parts, stopping).catch((error: unknown) =>
    failed(error, message, parts, stopping),
  )
  const { status, error } = answer
  const attempt = { at, durationMs: Math.round(performance.now() - started), status, error }
  return {
    attempt,
    next: stopping.aborted && error ? { retryAt: parts.clock() } : nextOf(answer, message, parts),
  }
}

interface Answer {
  status?: number
  /** Why it does not count as delivered. */
  error?: string
  askedMs?: number | undefined
}

async function post(message: ClaimedMessage, parts: TellParts, stopping: AbortSignal): Promise<Answer> {
  const { settings, link, wallClock, resolve } = parts
  const { url, secret, allowPrivate } = addressOf(message, parts)
  const body = bodyOf(message, link)
  const signed = await standardWebhooks(secret).sign(body, { id: message.lease.messageId, atMs: wallClock() })
  const response = await guardedPost(url, body, {
    headers: { 'content-type': 'application/json', ...signed },
    signal: AbortSignal.any([stopping, AbortSignal.timeout(settings.timeoutMs)]),
    allowPrivate,
    resolve,
  })
  const { status, headers } = response
  // What it says besides is of no use, but a connection cut in the middle would look like trouble to the receiver.
  await response.body.dump({ limit: 16_384 }).catch(() => undefined)
  await response.close()
  return { status, error: complaint(status), askedMs: retryAfterMs(headers['retry-after'], wallClock()) }
}

interface Address {
  url: string
  secret: string
  allowPrivate: boolean
}

/**
 * The operator's own receiver is where the operator says, in a private network too. The operator's secret signs for it
 * alone: whoever got something else signed with it could send that to the operator.
 */
function addressOf({ receiver, lane }: ClaimedMessage, { settings, secretFor }: TellParts): Address {
  const { url, secret } = receiver
  if (url !== undefined)
    return { url, secret: secret ?? secretFor(lane.owner, url), allowPrivate: settings.allowPrivate }
  if (settings.url === undefined || settings.secret === undefined)
    throw new Unset('The server has no receiver or no secret of its own any more.')
  return { url: settings.url, secret: settings.secret, allowPrivate: true }
}

/** A setting that this needs is gone. */
class Unset extends Error {
  override readonly name = 'Unset'
}

function bodyOf({ type, record }: ClaimedMessage, link: ArtifactLink): string {
  const payload: TranslationWebhook = {
    type,
    timestamp: new Date(record.updatedAt).toISOString(),
    data: translationView(record, link),
  }
  return JSON.stringify(payload)
}

function complaint(status: number): string | undefined {
  if (status >= 200 && status < 300) return undefined
  if (status >= 300 && status < 400) return `It answered ${status}; redirects are not followed.`
  return `It answered ${status}.`
}

function failed(error: unknown, message: ClaimedMessage, parts: TellParts, stopping: AbortSignal): Answer {
  if (stopping.aborted) return { error: 'The server stopped before there was an answer.' }
  if (error instanceof ForbiddenAddress || error instanceof Unset) return { error: error.message }
  const { name, code, message: text } = error as NodeJS.ErrnoException
  if (name === 'TimeoutError')
    return { error: `It did not answer within ${parts.settings.timeoutMs / 1000} s.` }
  if (code !== undefined) return { error: `It could not be reached: ${text || code}.` }
  // Not the network's doing, so a defect of ours: the log has it, the user need not.
  parts.log.error({ err: error, webhookId: message.lease.messageId }, 'A webhook could not be made.')
  return { error: 'The server failed to send it; its log says why.' }
}

function nextOf(
  { status, error, askedMs }: Answer,
  message: ClaimedMessage,
  parts: TellParts,
): AttemptOutcome {
  if (error === undefined) return 'delivered'
  if (status === 410) return 'disabled'
  const { tries, since } = message
  const miss = { tries, since, now: parts.clock(), askedMs, random: parts.random() }
  const at = retryAt(miss, parts.settings)
  return at === undefined ? 'failed' : { retryAt: at }
}
