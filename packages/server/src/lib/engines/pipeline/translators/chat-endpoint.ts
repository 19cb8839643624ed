import { setTimeout as delay } from 'node:timers/promises'
import { EngineError } from '../../../engine-error.ts'
import type { Message } from './chat-prompt.ts'

/** Where a model is asked, and how patiently. */
export interface ChatEndpoint {
  baseUrl: string
  apiKey?: string
  model: string
  fetch: typeof fetch
  timeoutMs: number
  retry: ChatRetry
}

/** Repetition of requests that failed on the way: full jitter, doubling. */
export interface ChatRetry {
  /** How often a request is repeated. */
  limit: number
  minDelayMs: number
  /** Also the longest `Retry-After` that is obeyed. */
  maxDelayMs: number
}

/** Code of the error for a request that the endpoint will not serve in this form, e.g. too many lines at once. */
export const REFUSED = 'translation_refused'

/**
 * Asks the model once, repeating a request that failed on the way.
 * @returns what it said; empty where the answer holds no text.
 * @throws EngineError without the key in it; the signal's reason when aborted.
 */
export async function askModel(
  endpoint: ChatEndpoint,
  messages: Message[],
  signal: AbortSignal,
): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const outcome = await attemptOnce(endpoint, messages, signal)
    if ('content' in outcome) return outcome.content
    if (!outcome.repeat) throw outcome.error
    if (attempt >= endpoint.retry.limit) throw outcome.error
    await pause(waitMs(endpoint.retry, attempt, outcome.retryAfterMs), signal)
  }
}

type Outcome = { content: string } | { error: EngineError; repeat: boolean; retryAfterMs?: number }

async function attemptOnce(
  endpoint: ChatEndpoint,
  messages: Message[],
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    const response = await send(
      endpoint,
      messages,
      AbortSignal.any([signal, AbortSignal.timeout(endpoint.timeoutMs)]),
    )
    const body = await response.text()
    return response.ok ? { content: readContent(body) } : toFailure(endpoint, response, body)
  } catch (error) {
    signal.throwIfAborted()
    return { error: unavailable(endpoint, causeOf(error), error), repeat: true }
  }
}

function send(endpoint: ChatEndpoint, messages: Message[], signal: AbortSignal): Promise<Response> {
  const { baseUrl, apiKey, model, fetch } = endpoint
  const authorization: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {}
  return fetch(`${baseUrl.replace(/\/+$/, '')}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...authorization },
    body: JSON.stringify({ model, temperature: 0, messages }),
    // A redirected POST loses its body, and the key belongs to nobody else.
    redirect: 'manual',
    signal,
  })
}

/** A body that is no chat completion counts as an answer without lines: these are asked for again. */
function readContent(body: string): string {
  try {
    const { choices } = JSON.parse(body) as { choices?: { message?: { content?: unknown } }[] }
    const content = choices?.[0]?.message?.content
    if (typeof content === 'string') return content
    if (!Array.isArray(content)) return ''
    return content
      .map((part: { text?: unknown }) => (typeof part?.text === 'string' ? part.text : ''))
      .join('')
  } catch {
    return ''
  }
}

function toFailure(endpoint: ChatEndpoint, response: Response, body: string): Outcome {
  const { status } = response
  const said = `answered ${status}: ${body.replace(/\s+/g, ' ').slice(0, 300)}`
  if (status === 408 || status === 409 || status === 429 || status >= 500) {
    const retryAfterMs = readRetryAfter(response.headers.get('retry-after'))
    return { error: unavailable(endpoint, said, undefined), repeat: true, retryAfterMs }
  }
  if (status === 401 || status === 403) {
    return { error: failure(endpoint, 'translator_unauthorized', `${said}. Check its key.`), repeat: false }
  }
  if (status === 400 || status === 413 || status === 422) {
    return { error: failure(endpoint, REFUSED, said), repeat: false }
  }
  const cure = `${said}. Check its URL and the model's name (${endpoint.model}).`
  return { error: failure(endpoint, 'translator_misconfigured', cure), repeat: false }
}

function unavailable(endpoint: ChatEndpoint, why: string, cause: unknown): EngineError {
  return failure(endpoint, 'translator_unavailable', why, { cause, retryable: true })
}

function failure(
  endpoint: ChatEndpoint,
  code: string,
  why: string,
  options: { cause?: unknown; retryable?: boolean } = {},
): EngineError {
  const message = `The chat endpoint ${withoutSecrets(endpoint.baseUrl)} ${why}`
  // Some endpoints quote the key that they refuse.
  const safe = endpoint.apiKey ? message.replaceAll(endpoint.apiKey, '***') : message
  return new EngineError(code, safe, options)
}

/** The URL without user, password, query and fragment. */
export function withoutSecrets(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname.replace(/\/+$/, '')
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
  { minDelayMs, maxDelayMs }: ChatRetry,
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
