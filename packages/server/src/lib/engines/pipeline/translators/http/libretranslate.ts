import { createEndpoint, type EndpointOptions } from '../../endpoints/create-endpoint.ts'
import { send, withoutSecrets, type Endpoint } from '../../endpoints/send.ts'
import type { Translator } from '../../providers/providers.ts'
import { askForList, createLanguageList, findCode } from './languages.ts'
import { translateBatches } from './translate-batches.ts'

export interface LibreTranslateOptions extends EndpointOptions {
  /** URL that `/translate` is added to, e.g. `http://localhost:5000`. */
  baseUrl: string
  apiKey?: string | undefined
}

interface LibreLanguage {
  code: string
  targets?: string[]
}

const LIMITS = { lines: 25, characters: 4000 }

/**
 * Translates with a LibreTranslate server.
 * @throws TypeError if the base URL is invalid.
 */
export function createLibreTranslator(options: LibreTranslateOptions): Translator {
  const endpoint = endpointOf(options)
  const languages = createLanguageList(() => listLanguages(endpoint))
  return {
    name: 'libretranslate',
    identity: async () => `libretranslate ${withoutSecrets(endpoint.baseUrl)}`,
    missing: async ({ from, to = '' }) => {
      const known = await languages.get()
      // A server that does not answer now may answer later, so it is no reason to refuse.
      if (!known || codesOf(known, from, to)) return undefined
      const message = `The LibreTranslate server does not translate from ${from} to ${to}.`
      return { code: 'unsupported_language_pair', message }
    },
    pairs: async () => {
      const known = await languages.get()
      if (!known) return [{ from: '*', to: ['*'] }]
      return known.map(({ code, targets = [] }) => ({ from: code, to: targets.filter((to) => to !== code) }))
    },
    async translate(lines, translateOptions) {
      const { from, to, signal } = translateOptions
      const known = (await languages.get()) ?? []
      const { source, target } = codesOf(known, from, to) ?? { source: from, target: to }
      return await translateBatches(lines, translateOptions, LIMITS, async (q) => {
        const body = () =>
          JSON.stringify({
            q,
            source,
            target,
            format: 'text',
            ...(options.apiKey && { api_key: options.apiKey }),
          })
        return readTexts(await send(endpoint, { path: '/translate', headers: JSON_BODY, body }, signal))
      })
    },
  }
}

/** VIDEO_TRANSLATION_LIBRETRANSLATE_URL, and VIDEO_TRANSLATION_LIBRETRANSLATE_KEY if needed. */
export function libreOptionsFrom(env: Record<string, string | undefined>): LibreTranslateOptions | undefined {
  const baseUrl = env['VIDEO_TRANSLATION_LIBRETRANSLATE_URL']
  return baseUrl ? { baseUrl, apiKey: env['VIDEO_TRANSLATION_LIBRETRANSLATE_KEY'] || undefined } : undefined
}

const JSON_BODY = { 'content-type': 'application/json' }

const TIMEOUT_MS = 120_000

function endpointOf({ baseUrl, apiKey, ...options }: LibreTranslateOptions): Endpoint {
  const title = 'The LibreTranslate server'
  const example = 'http://localhost:5000'
  const service = { title, role: 'translator', advice: 'Check its URL.', example } as const
  return createEndpoint({ ...service, baseUrl, secret: apiKey, timeoutMs: TIMEOUT_MS }, options)
}

async function listLanguages(endpoint: Endpoint): Promise<LibreLanguage[]> {
  const answer = await askForList(endpoint, { path: '/languages' })
  return Array.isArray(answer) ? answer.filter((one) => typeof one?.code === 'string') : []
}

function codesOf(languages: readonly LibreLanguage[], from: string, to: string) {
  const sources = languages.map(({ code }) => code)
  const source = findCode(sources, from)
  const { targets = [] } = languages.find(({ code }) => code === source) ?? {}
  const target = findCode(targets, to)
  return source === undefined || target === undefined ? undefined : { source, target }
}

function readTexts(answer: string): unknown[] {
  try {
    const { translatedText } = JSON.parse(answer) as { translatedText?: unknown }
    return Array.isArray(translatedText) ? translatedText : [translatedText]
  } catch {
    return []
  }
}
