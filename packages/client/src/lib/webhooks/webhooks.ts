import type { Bytes } from '../bytes.ts'
import { hmac, type Signed } from './hmac.ts'
import { type HeaderReader, headerReader, rawBody, type WebhookRequest } from './raw-request.ts'
import { refuse } from './refuse.ts'

/** Verifies and parses the webhooks of one sender, and signs them as it does. */
export interface Webhooks<Payload> {
  /**
   * Verifies a request and tells what it says. It has to come with its raw body: the signature is over its bytes.
   * @throws {VideoTranslationError} `no_signature`, `invalid_signature`, `too_old` or `too_new` (a clock is wrong, or
   * it is an old one sent again), `invalid_body` (parsed already, read already, too large, or not what was expected).
   * Answer 400 to all of them.
   */
  receive(request: WebhookRequest): Promise<WebhookEvent<Payload>>
  /**
   * The headers that go with a body, as the sender would send them: for tests, and for who sends them.
   * @param message `id` of the message, the same for each attempt; default random. `atMs`: epoch milliseconds, default now
   */
  sign(body: string | Uint8Array, message?: { id?: string; atMs?: number }): Promise<Record<string, string>>
}

/** A verified webhook. Give it to `client.notify`, and whoever waits for the translation learns at once. */
export interface WebhookEvent<Payload> {
  /** What it is about, as its sender names it: a translation, a dubbing, a project. Absent where it is something else. */
  id?: string
  /** Of the translation, where the sender counts them: the greater one is the newer. */
  version?: number
  /** What happened, in the sender's own word, e.g. `translation.completed`. */
  type: string
  /** The same each time this message is sent: what to recognise duplicates by. Absent where the sender gives none. */
  messageId?: string
  /** The whole body, parsed. */
  payload: Payload
}

/** How to verify. */
export interface WebhookOptions {
  /** How far the sender's clock and the way may be off, in milliseconds. Default: what the sender's scheme says. */
  toleranceMs?: number
  /** Epoch milliseconds. Default `Date.now`. */
  now?: () => number
}

/** A vendor's body: as it came, and not checked beyond its signature. */
export type VendorWebhook = Record<string, unknown>

/** What differs between the senders. */
export interface Scheme<Payload> {
  toleranceMs: number
  /** Reads what the headers claim. */
  read(header: HeaderReader): Claim
  /** What is signed comes before the body: the id and the time, where the scheme has them. */
  prefix(claim: Pick<Claim, 'messageId' | 'timestamp'>): string
  /** The headers of a sender; one signature for each of its secrets. */
  write(claim: { messageId: string; timestamp: string }, signatures: Uint8Array[]): Record<string, string>
  toEvent(payload: Record<string, unknown>): Omit<WebhookEvent<Payload>, 'payload'>
}

/** What the headers of a request claim, before anything is verified. */
export interface Claim {
  signatures: Bytes[]
  /** Epoch seconds, as written. */
  timestamp?: string | undefined
  messageId?: string | undefined
}

/** @param keys several while a secret is being replaced: any of them is enough */
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
      if (!(await matches(claim.signatures.slice(0, MOST_SIGNATURES), signed)))
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

/** Nobody has more secrets at once, and each is work. */
const MOST_SIGNATURES = 10

const NO_MATCH =
  'The signature does not belong to this body and secret. Either the secret is another one, or the body is not the ' +
  'bytes that were sent: parsed and serialised again it is not.'

/** What is seen once can be sent again by anybody for ever, if its age does not count. */
function checkAge({ timestamp }: Claim, nowMs: number, toleranceMs: number): void {
  if (timestamp === undefined) return
  if (!/^\d{1,12}$/.test(timestamp))
    throw refuse('invalid_signature', 'The timestamp is no number of seconds.')
  const ageMs = nowMs - Number(timestamp) * 1000
  if (ageMs > toleranceMs) throw refuse('too_old', `It was sent ${Math.round(ageMs / 1000)} s ago.`)
  if (ageMs < -toleranceMs)
    throw refuse('too_new', `It claims to be sent in ${Math.round(-ageMs / 1000)} s from now.`)
}

function parse(body: Uint8Array): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch (cause) {
    throw refuse('invalid_body', 'The body is no JSON.', cause)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw refuse('invalid_body', 'The body is no JSON object.')
}
