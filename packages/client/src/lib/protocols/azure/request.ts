import { invalid } from '../../errors.ts'
import type { Body } from '../answers.ts'

/** What to translate at Azure, and into what. */
export interface AzureRequest {
  /**
   * URL of a blob in Azure Storage, with a shared access signature where it is not public. mp4, or mp3 and wav for sound alone; at
   * most 5 GB and 4 hours. Azure takes no uploads: a File has to be put into a blob first.
   */
  source: string | URL
  /** Locale spoken in the source, e.g. `en-US`. Default: Azure finds out. */
  from?: string
  /**
   * Locales wanted, e.g. `es-MX`; each becomes a translation of its own at Azure. A language alone stands for its most likely locale:
   * `es` for `es-ES`, `pt` for `pt-BR` (likely subtags of Unicode CLDR).
   */
  to: readonly string[]
  /** Azure's `displayName`. */
  name?: string
  /** Your own id for it. Azure's `description`. */
  reference?: string
  /** `PersonalVoice` sounds like the speakers, and has to be applied for. Default: `PlatformVoice`. */
  voiceKind?: 'PlatformVoice' | 'PersonalVoice'
  /**
   * Two creates with the same key make one translation: the ids at Azure are made of it. Default: a random one, so that a repeated
   * request is safe; give your own to make it safe across restarts of your program too.
   * The key alone decides: with another source it is still the first translation.
   */
  idempotencyKey?: string
  /** What Azure takes beyond that, in its own words; laid over what the rest says. */
  options?: {
    /** `TranslationInput`, e.g. `{ speakerCount: 2, enableLipSync: true }`. */
    input?: Record<string, unknown>
    /** `IterationInput` of the first iteration, e.g. `{ enableVideoSpeedAdjustment: true }`. */
    firstIterationInput?: Record<string, unknown>
    /** `TranslationProperties`, e.g. `{ timeToLiveInHours: 48 }`. */
    properties?: Record<string, unknown>
    [member: string]: unknown
  }
}

/** Body of the `PUT` that creates one language. */
export function bodyOf(request: AzureRequest, locale: string, auto: boolean): Body {
  const { from, name, reference, voiceKind = 'PlatformVoice', options = {} } = request
  const { input, firstIterationInput, ...members } = options
  const source = sourceOf(request.source)
  return {
    ...(name && { displayName: name }),
    ...(reference && { description: reference }),
    ...members,
    input: {
      ...(from && { sourceLocale: localeOf(from, 'from') }),
      targetLocale: locale,
      voiceKind,
      ...(isAudio(source) ? { audioFileUrl: source } : { videoFileUrl: source }),
      ...(auto && { autoCreateFirstIteration: true }),
      ...input,
    },
    ...(auto && firstIterationInput && { firstIterationInput }),
  }
}

/** Everything that cannot work is said before anything is created. @throws {VideoTranslationError} `invalid_argument` */
export function localesOf({ source, from, to }: AzureRequest): string[] {
  sourceOf(source)
  if (from) localeOf(from, 'from')
  if (!Array.isArray(to) || to.length === 0) throw invalid('`to` has to name a locale, e.g. ["es-ES"].')
  return [...new Set(to.map((each) => localeOf(each, 'to')))]
}

function sourceOf(source: unknown): string {
  const text = typeof source === 'string' || source instanceof URL ? String(source) : ''
  if (/^https?:/i.test(text) && URL.canParse(text)) return text
  throw invalid(
    '`source` has to be the URL of a blob in Azure Storage. Azure takes no uploads: put the file into a blob, and give the URL with a shared access signature.',
  )
}

function isAudio(url: string): boolean {
  return /\.(mp3|wav)$/i.test(new URL(url).pathname)
}

/** `localeName` of the specification. */
const LOCALE = /^[a-z]{2,4}([_-][a-z]{4})?([_-]([a-z]{2}|[0-9]{3}))?$/i
const SHORTEST_LOCALE = 5

function localeOf(tag: unknown, field: string): string {
  if (typeof tag === 'string' && LOCALE.test(tag)) {
    if (tag.length >= SHORTEST_LOCALE) return tag
    const { language, region } = new Intl.Locale(tag).maximize()
    if (region) return `${language}-${region}`
  }
  throw invalid(`\`${field}\` has to be a locale that Azure knows, e.g. "es-ES"; "${String(tag)}" is none.`)
}
