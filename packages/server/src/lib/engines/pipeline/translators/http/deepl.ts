import { createEndpoint, type EndpointOptions } from '../../endpoints/create-endpoint.ts'
import { send, withoutSecrets, type Endpoint } from '../../endpoints/send.ts'
import type { Line, TranslateOptions, Translator } from '../../providers/providers.ts'
import { joinTerms } from '../find-terms.ts'
import { askForList, createLanguageList, findCode } from './languages.ts'
import { createProtectedTerms } from './protected-terms.ts'
import { translateBatches } from './translate-batches.ts'

export interface DeepLOptions extends EndpointOptions {
  apiKey: string
  /** Default: DeepL's own, or its free one for a key that ends with `:fx`. */
  baseUrl?: string | undefined
}

interface DeepLLanguages {
  sources: string[]
  targets: string[]
}

/** DeepL takes at most 50 texts and 128 KiB in a request. */
const LIMITS = { lines: 50, characters: 20_000 }
/** Text around the lines, which DeepL reads without counting it. */
const CONTEXT_CHARACTERS = 1500

/**
 * Translates with DeepL (`/v2/translate`). Terms of the glossary and words to keep are protected by
 * XML tags, so no glossary has to be made at DeepL.
 * @throws TypeError if the key or the URL is invalid.
 */
export function createDeepLTranslator(options: DeepLOptions): Translator {
  const endpoint = endpointOf(options)
  const languages = createLanguageList(() => listLanguages(endpoint))
  return {
    name: 'deepl',
    usesGlossary: true,
    identity: async () => `deepl ${withoutSecrets(endpoint.baseUrl)}`,
    missing: async ({ from, to = '' }) => {
      const known = await languages.get()
      // A service that does not answer now may answer later, so it is no reason to refuse.
      if (!known || (findCode(known.sources, from) && findCode(known.targets, to))) return undefined
      return { code: 'unsupported_language_pair', message: `DeepL does not translate from ${from} to ${to}.` }
    },
    pairs: async () => {
      const { sources, targets } = (await languages.get()) ?? { sources: ['*'], targets: ['*'] }
      return sources.map((from) => ({ from: from.toLowerCase(), to: targets.map(toTag) }))
    },
    async translate(lines, translateOptions) {
      const known = (await languages.get()) ?? { sources: [], targets: [] }
      return await translateLines(lines, translateOptions, endpoint, known)
    },
  }
}

/** VIDEO_TRANSLATION_DEEPL_KEY and, for another address, VIDEO_TRANSLATION_DEEPL_URL. */
export function deepLOptionsFrom(env: Record<string, string | undefined>): DeepLOptions | undefined {
  const apiKey = env['VIDEO_TRANSLATION_DEEPL_KEY']
  return apiKey ? { apiKey, baseUrl: env['VIDEO_TRANSLATION_DEEPL_URL'] || undefined } : undefined
}

const TIMEOUT_MS = 60_000

function endpointOf({ apiKey, baseUrl, ...options }: DeepLOptions): Endpoint {
  if (!/^[!-~]+$/.test(apiKey)) throw new TypeError('The key of DeepL must have ASCII characters only.')
  const own = apiKey.endsWith(':fx') ? 'https://api-free.deepl.com' : 'https://api.deepl.com'
  const example = 'https://api.deepl.com'
  const service = { title: 'DeepL', role: 'translator', advice: 'Check its URL.', example } as const
  const endpoint = { ...service, baseUrl: baseUrl ?? own, secret: apiKey, timeoutMs: TIMEOUT_MS }
  return createEndpoint(endpoint, options)
}

async function listLanguages(endpoint: Endpoint): Promise<DeepLLanguages> {
  const headers = authorization(endpoint)
  const list = async (type: string): Promise<string[]> => {
    const answer = await askForList(endpoint, { path: `/v2/languages?type=${type}`, headers })
    return (answer as { language: string }[]).map(({ language }) => language)
  }
  const [sources, targets] = await Promise.all([list('source'), list('target')])
  return { sources, targets }
}

function authorization({ secret }: Endpoint): Record<string, string> {
  return { authorization: `DeepL-Auth-Key ${secret}` }
}

async function translateLines(
  lines: readonly Line[],
  options: TranslateOptions,
  endpoint: Endpoint,
  { sources, targets }: DeepLLanguages,
): Promise<string[]> {
  const { from, to, signal } = options
  const protectedTerms = createProtectedTerms(joinTerms(options))
  const transcript = lines.map(({ text }) => text).join(' ')
  const common = {
    source_lang: findCode(sources, from) ?? (from.split('-')[0] ?? from).toUpperCase(),
    target_lang: findTarget(targets, to),
    tag_handling: 'xml',
    ignore_tags: ['x'],
    context: transcript.slice(0, CONTEXT_CHARACTERS),
  }
  const headers = { 'content-type': 'application/json', ...authorization(endpoint) }
  return await translateBatches(lines, options, LIMITS, async (texts) => {
    const body = () => JSON.stringify({ ...common, text: texts.map(protectedTerms.protect) })
    const answer = await send(endpoint, { path: '/v2/translate', headers, body }, signal)
    return readTexts(answer).map((text) => (typeof text === 'string' ? protectedTerms.restore(text) : text))
  })
}

/** DeepL wants a variant of English and Portuguese. */
const VARIANTS: Record<string, string> = { en: 'EN-US', pt: 'PT-PT', zh: 'ZH-HANS' }

function findTarget(targets: readonly string[], to: string): string {
  const variant = VARIANTS[to.toLowerCase()]
  if (variant !== undefined && (targets.length === 0 || targets.includes(variant))) return variant
  return findCode(targets, to) ?? to.toUpperCase()
}

function toTag(code: string): string {
  return Intl.getCanonicalLocales(code)[0] ?? code
}

function readTexts(answer: string): unknown[] {
  try {
    const { translations = [] } = JSON.parse(answer) as { translations?: { text?: unknown }[] }
    return translations.map(({ text }) => text)
  } catch {
    return []
  }
}
