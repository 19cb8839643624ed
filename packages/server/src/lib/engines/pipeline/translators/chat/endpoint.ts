import { setTimeout as delay } from 'node:timers/promises'
import { EngineError } from '../../../../engine-error.ts'
import type { ChatMessage } from './prompt.ts'

/** A model's endpoint, with its limits. */
export interface ChatEndpoint {
  baseUrl: string
  apiKey?: string
  model: string
  fetch: typeof fetch
  timeoutMs: number
  retry: ChatRetry
  /** More fields of the request's body, e.g. `{ reasoning_effort: 'low' }`. */
  body: Record<string, unknown>
  /** Fields that the endpoint has refused; they are not sent again. */
  refusedFields: Set<string>
}

/** Retries of failed requests: doubling delays with full jitter. */
export interface ChatRetry {
  /** Most retries of a request. */
  limit: number
  minDelayMs: number
  /** Longest delay. A longer `Retry-After` is cut to it. */
  maxDelayMs: number
}

/** Code of the error if the endpoint refuses the request's content, e.g. because it is too long. */
export const REFUSED = 'translation_refused'

/**
 * Sends a prompt to the model, with retries.
 * @returns the model's text, empty if the response has none.
 * @throws EngineError, never with the key in its message, or the signal's reason after an abort.
 */
export async function askModel(
  endpoint: ChatEndpoint,
  messages: ChatMessage[],
  signal: AbortSignal,
): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const outcome = await attemptWithout(endpoint, messages, signal)
    if ('content' in outcome) return outcome.content
    if (!outcome.retryable || attempt >= endpoint.retry.limit) throw outcome.error
    await pause(waitMs(endpoint.retry, attempt, outcome.retryAfterMs), signal)
  }
}

type Outcome =
  | { content: string }
  | { error: EngineError; retryable: boolean; retryAfterMs?: number; refused?: string }

/** Repeats a request at once without the fields that the endpoint refuses, e.g. `temperature`. */
async function attemptWithout(
  endpoint: ChatEndpoint,
  messages: ChatMessage[],
  signal: AbortSignal,
): Promise<Outcome> {
  for (;;) {
    const outcome = await attemptOnce(endpoint, messages, signal)
    const refused = 'refused' in outcome ? fieldsNamedIn(outcome.refused ?? '', endpoint) : []
    if (refused.length === 0) return outcome
    for (const field of refused) endpoint.refusedFields.add(field)
  }
}

/** An endpoint that complains of a parameter without its name may mean any. */
const ABOUT_FIELDS =
  /(?:unsupported|unrecogni[sz]ed|unknown|unexpected|invalid|extra|not (?:support|permit|allow)).*(?:param|argument|field|propert|input)/i

function fieldsNamedIn(refusal: string, endpoint: ChatEndpoint): string[] {
  const optional = Object.keys(bodyOf(endpoint)).filter((field) => field !== 'model')
  const words = refusal.split(/\W+/)
  const named = optional.filter((field) => words.includes(field))
  return named.length === 0 && ABOUT_FIELDS.test(refusal) ? optional : named
}

function bodyOf({ model, body, refusedFields }: ChatEndpoint): Record<string, unknown> {
  const fields = Object.entries({ temperature: 0, ...body, model })
  return Object.fromEntries(fields.filter(([field]) => !refusedFields.has(field)))
}

async function attemptOnce(
  endpoint: ChatEndpoint,
  messages: ChatMessage[],
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
    return { error: unavailable(endpoint, causeOf(error), error), retryable: true }
  }
}

function send(endpoint: ChatEndpoint, messages: ChatMessage[], signal: AbortSignal): Promise<Response> {
  const { baseUrl, apiKey, fetch } = endpoint
  const authorization: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {}
  return fetch(`${baseUrl.replace(/\/+$/, '')}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...authorization },
    body: JSON.stringify({ ...bodyOf(endpoint), messages }),
    // A redirected POST loses its body, and the key must not reach another host.
    redirect: 'manual',
    signal,
  })
}

/** Endings of an answer that is not whole. */
const CUT = ['length', 'content_filter', 'max_tokens']

/**
 * Returns '' for a body that is no whole chat completion, so that its lines are asked for again.
 */
function readContent(body: string): string {
  try {
    const { choices } = JSON.parse(body) as { choices?: Choice[] }
    if (CUT.includes(choices?.[0]?.finish_reason ?? '')) return ''
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

interface Choice {
  finish_reason?: string
  message?: { content?: unknown }
}

function toFailure(endpoint: ChatEndpoint, response: Response, body: string): Outcome {
  const { status } = response
  const answer = `answered ${status}: ${body.replace(/\s+/g, ' ').slice(0, 300)}`
  if (status === 408 || status === 409 || status === 429 || status >= 500) {
    const retryAfterMs = readRetryAfter(response.headers.get('retry-after'))
    return { error: unavailable(endpoint, answer, undefined), retryable: true, retryAfterMs }
  }
  if (status === 401 || status === 403) {
    return {
      error: failure(endpoint, 'translator_unauthorized', `${answer}. Check its key.`),
      retryable: false,
    }
  }
  if (status === 400 || status === 413 || status === 422) {
    return { error: failure(endpoint, REFUSED, answer), retryable: false, refused: body }
  }
  const problem = `${answer}. Check its URL and the model's name (${endpoint.model}).`
  return { error: failure(endpoint, 'translator_misconfigured', problem), retryable: false }
}

function unavailable(endpoint: ChatEndpoint, problem: string, cause: unknown): EngineError {
  return failure(endpoint, 'translator_unavailable', problem, { cause, retryable: true })
}

function failure(
  endpoint: ChatEndpoint,
  code: string,
  problem: string,
  options: { cause?: unknown; retryable?: boolean } = {},
): EngineError {
  const message = `The chat endpoint ${withoutSecrets(endpoint.baseUrl)} ${problem}`
  // Some endpoints quote the refused key in their answer.
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
