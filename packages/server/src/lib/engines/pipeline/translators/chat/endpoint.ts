import { RefusedRequest, send, type Endpoint } from '../../endpoints/send.ts'
import type { ChatMessage } from './prompt.ts'

/** A model behind an OpenAI-compatible chat endpoint. */
export interface ChatEndpoint extends Endpoint {
  model: string
  /** More fields of the request's body, e.g. `{ reasoning_effort: 'low' }`. */
  body: Record<string, unknown>
  /** Fields that the endpoint has refused; they are not sent again. */
  refusedFields: Set<string>
}

/**
 * Sends a prompt to the model, with retries, and at once without the fields that it refuses, e.g.
 * `temperature`.
 * @returns the model's text, empty if the response has none.
 * @throws EngineError, never with the key in its message, or the signal's reason after an abort.
 */
export async function askModel(
  endpoint: ChatEndpoint,
  messages: ChatMessage[],
  signal: AbortSignal,
): Promise<string> {
  const { secret } = endpoint
  const authorization: Record<string, string> = secret ? { authorization: `Bearer ${secret}` } : {}
  const headers = { 'content-type': 'application/json', ...authorization }
  const body = () => JSON.stringify({ ...fieldsOf(endpoint), messages })
  for (;;) {
    try {
      return readContent(await send(endpoint, { path: '/chat/completions', headers, body }, signal))
    } catch (error) {
      const refused = error instanceof RefusedRequest ? fieldsNamedIn(error.answer, endpoint) : []
      if (refused.length === 0) throw error
      for (const field of refused) endpoint.refusedFields.add(field)
    }
  }
}

/** An endpoint that complains of a parameter without its name may mean any. */
const ABOUT_FIELDS =
  /(?:unsupported|unrecogni[sz]ed|unknown|unexpected|invalid|extra|not (?:support|permit|allow)).*(?:param|argument|field|propert|input)/i

function fieldsNamedIn(refusal: string, endpoint: ChatEndpoint): string[] {
  const optional = Object.keys(fieldsOf(endpoint)).filter((field) => field !== 'model')
  const words = refusal.split(/\W+/)
  const named = optional.filter((field) => words.includes(field))
  return named.length === 0 && ABOUT_FIELDS.test(refusal) ? optional : named
}

function fieldsOf({ model, body, refusedFields }: ChatEndpoint): Record<string, unknown> {
  const fields = Object.entries({ temperature: 0, ...body, model })
  return Object.fromEntries(fields.filter(([field]) => !refusedFields.has(field)))
}

/** Endings of an answer that is not whole. */
const CUT = ['length', 'content_filter', 'max_tokens']

interface Choice {
  finish_reason?: string
  message?: { content?: unknown }
}

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
