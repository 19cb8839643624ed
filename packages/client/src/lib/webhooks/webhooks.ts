import type { Bytes } from '../bytes.ts'
import { hmac, type Signed } from './hmac.ts'
import { type HeaderReader, headerReader, rawBody, type WebhookRequest } from './raw-request.ts'
import { refuse } from './refuse.ts'

/** Verifies, parses and signs the webhooks of one sender. */
export interface Webhooks<Payload> {
  /**
   * Verifies and parses a request. It needs the raw body, because the signature covers its bytes.
   * @throws {VideoTranslationError} `no_signature`, `invalid_signature`, `too_old` or `too_new` (a
   * wrong clock, or a replay), `invalid_body` (already parsed or read, too large, or in another
   * format). Respond to each with 400.
   */
  receive(request: WebhookRequest): Promise<WebhookEvent<Payload>>
  /**
   * Makes the headers for a body, for tests and for senders.
   * @param message `id` of the message, the same for each attempt, default random;
   * `atMs` in epoch milliseconds, default now
   */
  sign(body: string | Uint8Array, message?: { id?: string; atMs?: number }): Promise<Record<string, string>>
}

/**
 * A verified webhook. Pass it to `client.notify` to update the waits for the translation at once.
 */
export interface WebhookEvent<Payload> {
  /**
   * The sender's id of the translation, dub or project. Absent if the event is about something
   * else.
   */
  id?: string
  /** The version of the translation, if the sender counts versions: a greater one is newer. */
  version?: number
  /** The sender's type of the event, e.g. `translation.completed`. */
  type: string
  /**
   * The same for each attempt of this message, to recognise duplicates. Absent if the sender has
   * none.
   */
  messageId?: string
  /** The parsed body. */
  payload: Payload
}

/** How to verify. */
export interface WebhookOptions {
  /**
   * The tolerance for clock differences and delays, in milliseconds. Default: the sender's scheme.
   */
  toleranceMs?: number
  /** Epoch milliseconds. Default `Date.now`. */
  now?: () => number
}

/** A vendor's body. Only its signature is checked. */
export type VendorWebhook = Record<string, unknown>

/** The signature scheme of a sender. */
export interface Scheme<Payload> {
  toleranceMs: number
  /** Reads the unverified headers. */
  read(header: HeaderReader): Claim
  /** The signed text before the body: id and time, if the scheme has them. */
  prefix(claim: Pick<Claim, 'messageId' | 'timestamp'>): string
  /** Makes the sender's headers, with one signature for each secret. */
  write(claim: { messageId: string; timestamp: string }, signatures: Uint8Array[]): Record<string, string>
  toEvent(payload: Record<string, unknown>): Omit<WebhookEvent<Payload>, 'payload'>
}

/** The unverified content of the headers. */
export interface Claim {
  signatures: Bytes[]
  /** Epoch seconds, as written. */
  timestamp?: string | undefined
  messageId?: string | undefined
}

/** @param keys several while a secret is being replaced; any of them suffices */
export function createWebhooks<Payload>(
  scheme: Scheme<Payload>,
  keys: Bytes[],
  { toleranceMs = scheme.toleranceMs, now = Date.now }: WebhookOptions,
): Webhooks<Payload> {
  const { sign, matches } = hmac(keys)
  return {
    async receive(request) {
      const claim = scheme.read(headerReader(request.headers))
      checkAge(claim, now(), toleranceMs)
      const signed: Signed = { prefix: scheme.prefix(claim), body: await rawBody(request) }
      if (!(await matches(claim.signatures.slice(0, MAX_SIGNATURES), signed)))
        throw refuse('invalid_signature', NO_MATCH)
      const payload = parse(signed.body)
      const { messageId } = claim
      const event = { ...(messageId && { messageId }), ...scheme.toEvent(payload) }
      return { ...event, payload: payload as Payload }
    },
    async sign(body, { id = `msg_${crypto.randomUUID()}`, atMs = now() } = {}) {
      const claim = { messageId: id, timestamp: String(Math.floor(atMs / 1000)) }
      const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body)
      return scheme.write(claim, await sign({ prefix: scheme.prefix(claim), body: bytes }))
    },
  }
}

/** Bounds the work of a request. No sender has more secrets at once. */
const MAX_SIGNATURES = 10

const NO_MATCH =
  'The signature does not belong to this body and secret. Either the secret is wrong, or the body has changed ' +
  'since it was sent, e.g. because it was parsed and serialised again.'

/** Without this check, anyone who sees a request could replay it forever. */
function checkAge({ timestamp }: Claim, nowMs: number, toleranceMs: number): void {
  if (timestamp === undefined) return
  if (!/^\d{1,12}$/.test(timestamp))
    throw refuse('invalid_signature', 'The timestamp is not a number of seconds.')
  const ageMs = nowMs - Number(timestamp) * 1000
  if (ageMs > toleranceMs) throw refuse('too_old', `It was sent ${Math.round(ageMs / 1000)} s ago.`)
  if (ageMs < -toleranceMs)
    throw refuse('too_new', `Its timestamp is ${Math.round(-ageMs / 1000)} s in the future.`)
}

function parse(body: Uint8Array): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch (cause) {
    throw refuse('invalid_body', 'The body is not JSON.', cause)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw refuse('invalid_body', 'The body is not a JSON object.')
}
