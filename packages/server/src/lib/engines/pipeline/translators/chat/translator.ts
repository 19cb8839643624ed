import type { Translator } from '../../providers/providers.ts'
import { createModelEndpoint, type EndpointOptions } from '../../endpoints/create-endpoint.ts'
import { isHttpUrl, withoutSecrets } from '../../endpoints/send.ts'
import { PROMPT_VERSION } from './prompt.ts'
import type { LineSettings } from './run.ts'
import { translateLines } from './translate-lines.ts'
import { hashOf } from '../../../../hash-of.ts'

/** Options of a translator behind an endpoint with OpenAI's chat protocol. */
export interface ChatTranslatorOptions extends EndpointOptions {
  /** URL that `/chat/completions` is added to, e.g. `https://api.openai.com/v1`. */
  baseUrl: string
  /** Sent as `Authorization: Bearer`. Default: none. */
  apiKey?: string
  /** Name of the model at that endpoint. */
  model: string
  /** Name for options, manifests and reports. Default: `chat`. */
  name?: string
  /** Terms and their translations by target language: `{ es: { server: 'servidor' } }`. */
  glossary?: Record<string, Record<string, string>>
  /** Most lines in a request. Default: 20. */
  batchLines?: number
  /** Most characters in a request. A longer line is sent alone. Default: 4,000. */
  batchChars?: number
  /** Requests under way at once, for each translation. Default: 4. */
  concurrency?: number
  /**
   * More fields of the request's body, e.g. `{ reasoning_effort: 'low' }`. A field that the
   * endpoint refuses is left out. Default: `{ temperature: 0 }`.
   */
  body?: Record<string, unknown>
}

/**
 * Translates with a language model behind an OpenAI-compatible chat endpoint, for any language
 * pair. An answer is taken only if its ids are exactly those asked for and its lines are plausible.
 * A line that the model never delivers is an empty string, with the warning `lines_untranslated`.
 * A translation sends at most three times the requests that it needs if all goes well, besides the
 * retries of failed ones.
 * @throws TypeError if the base URL is invalid or the model is missing.
 */
export function createChatTranslator(options: ChatTranslatorOptions): Translator {
  const settings = resolveSettings(options)
  return {
    name: options.name ?? 'chat',
    usesGlossary: true,
    seesContext: true,
    identity: async () => identify(options),
    missing: async () => undefined,
    pairs: async () => [{ from: '*', to: ['*'] }],
    translate: (lines, translateOptions) => translateLines(lines, translateOptions, settings),
  }
}

/**
 * The endpoint that the environment configures: VIDEO_TRANSLATION_CHAT_URL,
 * VIDEO_TRANSLATION_CHAT_MODEL and, if the endpoint needs them, VIDEO_TRANSLATION_CHAT_KEY,
 * VIDEO_TRANSLATION_CHAT_BODY (JSON) and VIDEO_TRANSLATION_CHAT_BATCH_LINES. Undefined if neither
 * URL nor model is set.
 * @throws TypeError if only one of URL and model is set, or a value is not valid.
 */
export function chatOptionsFrom(env: Record<string, string | undefined>): ChatTranslatorOptions | undefined {
  const { VIDEO_TRANSLATION_CHAT_URL: baseUrl, VIDEO_TRANSLATION_CHAT_MODEL: model } = env
  if (!baseUrl && !model) return undefined
  if (!baseUrl || !model) {
    const missing = baseUrl ? 'VIDEO_TRANSLATION_CHAT_MODEL' : 'VIDEO_TRANSLATION_CHAT_URL'
    throw new TypeError(`${missing} is not set, but a chat endpoint needs a URL and a model.`)
  }
  const apiKey = env['VIDEO_TRANSLATION_CHAT_KEY'] || undefined
  if (!isHttpUrl(baseUrl)) throw new TypeError('VIDEO_TRANSLATION_CHAT_URL must look like https://host/v1.')
  if (apiKey && !/^[!-~]+$/.test(apiKey))
    throw new TypeError('VIDEO_TRANSLATION_CHAT_KEY must have ASCII characters only, and no spaces.')
  return { baseUrl, model, apiKey, ...extrasFrom(env) }
}

function extrasFrom(
  env: Record<string, string | undefined>,
): Pick<ChatTranslatorOptions, 'body' | 'batchLines'> {
  const body = env['VIDEO_TRANSLATION_CHAT_BODY'] || undefined
  const lines = env['VIDEO_TRANSLATION_CHAT_BATCH_LINES'] || undefined
  if (lines !== undefined && !/^[1-9]\d{0,3}$/.test(lines))
    throw new TypeError('VIDEO_TRANSLATION_CHAT_BATCH_LINES must be a whole number of at least 1.')
  return { ...(body && { body: readBody(body) }), ...(lines && { batchLines: Number(lines) }) }
}

function readBody(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body }
  } catch {
    // The error below says what is wrong, without the text, which may have a secret.
  }
  throw new TypeError('VIDEO_TRANSLATION_CHAT_BODY must be a JSON object such as {"reasoning_effort":"low"}.')
}

function resolveSettings(options: ChatTranslatorOptions): LineSettings {
  const { model, batchLines = 20, batchChars = 4000, concurrency = 4, glossary = {}, body = {} } = options
  const service = { title: 'The chat endpoint', role: 'translator', timeoutMs: 120_000 } as const
  const endpoint = createModelEndpoint(service, options)
  if (!model) throw new TypeError('The chat endpoint needs the name of a model.')
  const chat = { ...endpoint, model, body, refusedFields: new Set<string>() }
  return { endpoint: chat, batchLines, batchChars, concurrency, glossary }
}

/** The identity is part of manifests, so it must not contain the key. */
function identify({ name = 'chat', model, baseUrl, glossary = {}, body }: ChatTranslatorOptions): string {
  const terms = hashOf([glossary, body]).slice(0, 12)
  return `${name} ${model} ${withoutSecrets(baseUrl)} prompt=${PROMPT_VERSION} glossary=${terms}`
}
