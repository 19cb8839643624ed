import { createHash } from 'node:crypto'
import { proxiedFetch } from '../../../../net/proxy.ts'
import type { Translator } from '../../providers/providers.ts'
import { withoutSecrets, type ChatRetry } from './endpoint.ts'
import { PROMPT_VERSION } from './prompt.ts'
import { translateLines, type LineSettings } from './translate-lines.ts'

export interface ChatTranslatorOptions {
  /** URL that `/chat/completions` is added to, e.g. `https://api.openai.com/v1`. */
  baseUrl: string
  apiKey?: string
  model: string
  /** Name for options, manifests and reports. Default: `chat`. */
  name?: string
  /** Terms and their translations by target language: `{ es: { server: 'servidor' } }`. */
  glossary?: Record<string, Record<string, string>>
  /** Default: the global one, through the proxy of the environment. */
  fetch?: typeof fetch
  /** For one request. Default: 120,000. */
  timeoutMs?: number
  /** Most lines in a request. Default: 30. */
  batchLines?: number
  /** Most characters in a request. A longer line is sent alone. Default: 4,000. */
  batchChars?: number
  /** Requests under way at once, for each translation. Default: 4. */
  concurrency?: number
  /** Default: 5 retries, after 0.5 s to 30 s. */
  retry?: Partial<ChatRetry>
}

/**
 * Translates with a language model behind an OpenAI-compatible chat endpoint, for any language
 * pair. Lines and translations are matched by id. A line that the model never delivers is an empty
 * string, with the warning `lines_untranslated`.
 * @throws TypeError if the base URL is invalid or the model is missing.
 */
export function createChatTranslator(options: ChatTranslatorOptions): Translator {
  const settings = resolveSettings(options)
  return {
    name: options.name ?? 'chat',
    identity: async () => identify(options),
    missing: async () => undefined,
    pairs: async () => [{ from: '*', to: ['*'] }],
    translate: (lines, translateOptions) => translateLines(lines, translateOptions, settings),
  }
}

/**
 * The endpoint that the environment configures: VIDEO_TRANSLATION_CHAT_URL,
 * VIDEO_TRANSLATION_CHAT_MODEL and, if the endpoint needs a key, VIDEO_TRANSLATION_CHAT_KEY.
 * Undefined if neither URL nor model is set.
 * @throws TypeError if only one of URL and model is set.
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
  return { baseUrl, model, apiKey }
}

function isHttpUrl(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '')
}

function resolveSettings(options: ChatTranslatorOptions): LineSettings {
  const { baseUrl, apiKey, model, fetch = proxiedFetch, timeoutMs = 120_000 } = options
  const { batchLines = 30, batchChars = 4000, concurrency = 4, glossary = {} } = options
  if (!isHttpUrl(baseUrl)) {
    throw new TypeError('The base URL of the chat endpoint must look like https://host/v1.')
  }
  if (!model) throw new TypeError('The chat endpoint needs the name of a model.')
  const retry = { limit: 5, minDelayMs: 500, maxDelayMs: 30_000, ...options.retry }
  const endpoint = { baseUrl, apiKey, model, timeoutMs, retry, fetch }
  return { endpoint, batchLines, batchChars, concurrency, glossary }
}

/** The identity is part of manifests, so it must not contain the key. */
function identify({ name = 'chat', model, baseUrl, glossary = {} }: ChatTranslatorOptions): string {
  const terms = createHash('sha256').update(JSON.stringify(glossary)).digest('hex').slice(0, 12)
  return `${name} ${model} ${withoutSecrets(baseUrl)} prompt=${PROMPT_VERSION} glossary=${terms}`
}
