import { setTimeout as delay } from 'node:timers/promises'
import { EngineError } from '../../../engine-error.ts'
import { decoded } from '../../../files/safe-name.ts'

/** An HTTP service that a provider asks, with its limits. */
export interface Endpoint {
  /** Its name in messages, e.g. `The chat endpoint`. */
  title: string
  /** First part of the error codes: `translator_unavailable`, `transcriber_unauthorized`. */
  role: 'translator' | 'transcriber' | 'synthesizer'
  baseUrl: string
  /** Key that no message may contain. */
  secret?: string | undefined
  /** What to check if the service does not know the address, e.g. `Check its URL.` */
  advice: string
  fetch: typeof fetch
  timeoutMs: number
  retry: Retry
}

/** Retries of failed requests: doubling delays with full jitter. */
export interface Retry {
  /** Most retries of a request. */
  limit: number
  minDelayMs: number
  /** Longest delay. A longer `Retry-After` is cut to it. */
  maxDelayMs: number
}

/** One request. The body is made anew for each attempt. */
export interface EndpointRequest {
  /** Added to the base URL. */
  path: string
  /** Default: POST if there is a body. */
  headers?: Record<string, string>
  body?: () => string | FormData
}

export const DEFAULT_RETRY: Retry = { limit: 5, minDelayMs: 500, maxDelayMs: 30_000 }

/** The service refuses the content of a request, e.g. because it is too long. */
export class RefusedRequest extends EngineError {
  /** The service's answer. */
  readonly answer: string

  constructor(code: string, message: string, answer: string) {
    super(code, message)
    this.answer = answer
  }
}

/**
 * Sends a request, with retries.
 * @returns the body of the answer.
 * @throws EngineError, never with the secret in its message, or the signal's reason after an abort.
 */
export async function send(
  endpoint: Endpoint,
  request: EndpointRequest,
  signal: AbortSignal,
): Promise<string> {
  return await sendAndRead(endpoint, request, signal, (response) => response.text())
}

/** The same for an answer that is no text. */
export async function sendForBytes(
  endpoint: Endpoint,
  request: EndpointRequest,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return await sendAndRead(endpoint, request, signal, (response) => readBytes(endpoint, response))
}

/** No answer is so large, and an endpoint must not fill the memory. */
const MOST_BYTES = 50_000_000

async function readBytes(endpoint: Endpoint, { body }: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of body ?? []) {
    bytes += part.length
    if (bytes > MOST_BYTES) throw tooLarge(endpoint)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function tooLarge(endpoint: Endpoint): EngineError {
  const problem = `sent more than ${MOST_BYTES / 1e6} MB. ${endpoint.advice}`
  return new EngineError(`${endpoint.role}_misconfigured`, messageOf(endpoint, problem))
}

type Read<answer> = (response: Response) => Promise<answer>

async function sendAndRead<answer>(
  endpoint: Endpoint,
  request: EndpointRequest,
  signal: AbortSignal,
  read: Read<answer>,
): Promise<answer> {
  for (let attempt = 0; ; attempt++) {
    const outcome = await attemptOnce(endpoint, request, signal, read)
    if ('answer' in outcome) return outcome.answer
    if (!outcome.error.retryable || attempt >= endpoint.retry.limit) throw outcome.error
    await pause(waitMs(endpoint.retry, attempt, outcome.retryAfterMs), signal)
  }
}

type Failed = { error: EngineError; retryAfterMs?: number | undefined }

async function attemptOnce<answer>(
  endpoint: Endpoint,
  { path, headers = {}, body }: EndpointRequest,
  signal: AbortSignal,
  read: Read<answer>,
): Promise<{ answer: answer } | Failed> {
  const content = body?.()
  const { url, authorization } = splitCredentials(endpoint.baseUrl)
  try {
    const response = await endpoint.fetch(`${url.replace(/\/+$/, '')}${path}`, {
      headers: { accept: 'application/json', ...authorization, ...headers },
      ...(content !== undefined && { method: 'POST', body: content }),
      // A redirected POST loses its body, and the key must not reach another host.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(endpoint.timeoutMs)]),
    })
    if (response.ok) return { answer: await read(response) }
    return toFailure(endpoint, response, await response.text())
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof EngineError) return { error }
    return { error: unavailable(endpoint, causeOf(error), error) }
  }
}

/** A request must not have the user and password of its URL, so they become a header (RFC 7617). */
function splitCredentials(baseUrl: string): { url: string; authorization?: { authorization: string } } {
  const url = URL.parse(baseUrl)
  if (url === null || (url.username === '' && url.password === '')) return { url: baseUrl }
  const pair = [url.username, url.password].map(decoded).join(':')
  url.username = ''
  url.password = ''
  return { url: url.href, authorization: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } }
}

/** 456 is DeepL's word for a quota that is used up. */
const REFUSALS = [400, 413, 422]
const OUT_OF_QUOTA = [402, 456]

function toFailure(endpoint: Endpoint, response: Response, body: string): Failed {
  const { status } = response
  const answer = `answered ${status}: ${body.replace(/\s+/g, ' ').slice(0, 300)}`
  if (status === 408 || status === 409 || status === 429 || status >= 500) {
    const retryAfterMs = readRetryAfter(response.headers.get('retry-after'))
    return { error: unavailable(endpoint, answer, undefined), retryAfterMs }
  }
  if (REFUSALS.includes(status)) {
    const message = messageOf(endpoint, answer)
    return { error: new RefusedRequest(`${endpoint.role}_refused`, message, body) }
  }
  if (status === 401 || status === 403) return failed(endpoint, 'unauthorized', `${answer}. Check its key.`)
  if (OUT_OF_QUOTA.includes(status))
    return failed(endpoint, 'out_of_quota', `${answer}. Its quota is used up.`)
  return failed(endpoint, 'misconfigured', `${answer}. ${endpoint.advice}`)
}

function failed(endpoint: Endpoint, problem: string, text: string): Failed {
  return { error: new EngineError(`${endpoint.role}_${problem}`, messageOf(endpoint, text)) }
}

function unavailable(endpoint: Endpoint, problem: string, cause: unknown): EngineError {
  const code = `${endpoint.role}_unavailable`
  return new EngineError(code, messageOf(endpoint, problem), { cause, retryable: true })
}

/** A message about an endpoint, without its secrets. */
export function messageOf({ title, baseUrl, secret }: Endpoint, problem: string): string {
  const message = `${title} ${withoutSecrets(baseUrl)} ${problem}`
  const { password = '' } = URL.parse(baseUrl) ?? {}
  // Some endpoints quote the refused key in their answer, and some errors the whole URL.
  const secrets = [secret ?? '', password, decoded(password)].filter(Boolean)
  return secrets.reduce((text, hidden) => text.replaceAll(hidden, '***'), message)
}

/** The URL without user, password, query and fragment. */
export function withoutSecrets(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname.replace(/\/+$/, '')
}

export function isHttpUrl(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '')
}

function causeOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'did not answer in time'
  const { cause } = error as { cause?: unknown }
  const root = cause instanceof Error ? cause : error
  const code = (root as { code?: unknown })?.code
  return `cannot be reached (${typeof code === 'string' ? code : String((root as Error)?.message ?? root)})`
}

function readRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

function waitMs(
  { minDelayMs, maxDelayMs }: Retry,
  attempt: number,
  retryAfterMs: number | undefined,
): number {
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs, maxDelayMs)
  return Math.random() * Math.min(maxDelayMs, minDelayMs * 2 ** attempt)
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal })
  } catch {
    throw signal.reason
  }
}
