import { invalid } from '../../errors.ts'
import type { JsonObject } from '../parse.ts'
import type { AzureIterationInput, AzureProperties, AzureTranslationInput } from './options.ts'

/** A translation to create at Azure. */
export interface AzureRequest {
  /**
   * URL of a blob in Azure Storage, with a shared access signature unless the blob is public.
   * Video: mp4; audio only: mp3 or wav; at most 5 GB and 4 hours. Azure takes no uploads: put a
   * File into a blob first.
   */
  source: string | URL
  /** Locale spoken in the source, e.g. `en-US`. Default: Azure detects it. */
  from?: string
  /**
   * Target locales, e.g. `es-MX`; each becomes its own translation at Azure. A plain language
   * stands for its most likely locale: `es` for `es-ES`, `pt` for `pt-BR` (likely subtags of
   * Unicode CLDR).
   */
  to: readonly string[]
  /** Azure's `displayName`. */
  name?: string
  /** Your own id for the translation. Azure's `description`. */
  reference?: string
  /**
   * `PersonalVoice` sounds like the speakers; Azure has to approve its use. Default:
   * `PlatformVoice`.
   */
  voiceKind?: 'PlatformVoice' | 'PersonalVoice'
  /**
   * Two creates with the same key make one translation, even with different sources: Azure's ids
   * are made from the key. Default: a random key, so that a repeated request is safe. Your own key
   * makes it safe across restarts of your program too.
   */
  idempotencyKey?: string
  /** Further members in Azure's own words. They override the fields above. */
  options?: {
    /** `TranslationInput`, e.g. `{ speakerCount: 2, enableLipSync: true }`. */
    input?: AzureTranslationInput
    /** `IterationInput` of the first iteration, e.g. `{ enableVideoSpeedAdjustment: true }`. */
    firstIterationInput?: AzureIterationInput
    /** `TranslationProperties`, e.g. `{ timeToLiveInHours: 48 }`. */
    properties?: AzureProperties
    [member: string]: unknown
  }
}

/** The body of the `PUT` that creates one language. */
export function bodyOf(request: AzureRequest, locale: string, auto: boolean): JsonObject {
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

/**
 * Checks the request before anything is created, and returns the target locales.
 * @throws {VideoTranslationError} `invalid_argument`
 */
export function localesOf({ source, from, to }: AzureRequest): string[] {
  sourceOf(source)
  if (from) localeOf(from, 'from')
  if (!Array.isArray(to) || to.length === 0)
    throw invalid('`to` has to contain at least one locale, e.g. ["es-ES"].')
  return [...new Set(to.map((each) => localeOf(each, 'to')))]
}

function sourceOf(source: unknown): string {
  const text = typeof source === 'string' || source instanceof URL ? String(source) : ''
  if (/^https?:/i.test(text) && URL.canParse(text)) return text
  throw invalid(
    '`source` has to be the URL of a blob in Azure Storage. Azure takes no uploads: ' +
      'put the file into a blob, and use its URL with a shared access signature.',
  )
}

function isAudio(url: string): boolean {
  return /\.(mp3|wav)$/i.test(new URL(url).pathname)
}

/** `localeName` of the specification. */
const LOCALE = /^[a-z]{2,4}([_-][a-z]{4})?([_-]([a-z]{2}|[0-9]{3}))?$/i
const MIN_LOCALE_LENGTH = 5

function localeOf(tag: unknown, field: string): string {
  if (typeof tag === 'string' && LOCALE.test(tag)) {
    if (tag.length >= MIN_LOCALE_LENGTH) return tag
    const { language, region } = new Intl.Locale(tag).maximize()
    if (region) return `${language}-${region}`
  }
  throw invalid(`\`${field}\` has to be a locale that Azure knows, e.g. "es-ES", not "${String(tag)}".`)
}
