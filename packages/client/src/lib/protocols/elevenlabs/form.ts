import { type CreateOptions, createTimeoutMs } from '../../create-options.ts'
import { invalid } from '../../errors.ts'
import type { Call, Http } from '../../http/http.ts'
import type { SourceInfo } from '../../translation.ts'

/**
 * A URL that ElevenLabs can reach, or an upload. It is sent whole, so read a stream into a Blob
 * first.
 */
export type ElevenLabsSource = string | URL | Blob | ArrayBuffer | ArrayBufferView

/**
 * Form fields by the vendor's names. Undefined fields are left out; a list becomes a field for each
 * item.
 */
export type FormFields = Readonly<Record<string, unknown>>

/** An upload slower than 1 Mbit/s times out. */
const MIN_BYTES_PER_MS = 125

/** The request that sends a form with the source. */
export function formCall(
  path: string,
  { source, fileName, ...fields }: FormFields & { source: ElevenLabsSource; fileName?: string | undefined },
  http: Http,
  options: CreateOptions,
): Call {
  const form = new FormData()
  const file = fileOf(source)
  if (file) form.append('file', file, fileName ?? nameOf(source) ?? 'source')
  else form.append('source_url', urlOf(source))
  for (const [field, value] of Object.entries(fields)) {
    for (const each of [value].flat()) if (each !== undefined && each !== null) append(form, field, each)
  }
  const sendingMs = (file?.size ?? 0) / MIN_BYTES_PER_MS
  return { method: 'POST', path, bytes: form, timeoutMs: createTimeoutMs(http, options) + sendingMs }
}

function append(form: FormData, field: string, value: unknown): void {
  if (value instanceof Blob) form.append(field, value)
  else form.append(field, typeof value === 'object' ? JSON.stringify(value) : String(value))
}

/** The file name of the source, if it has one. */
export function nameOf(source: ElevenLabsSource): string | undefined {
  if (typeof source !== 'string' && !(source instanceof URL)) return (source as Partial<File>).name
  const { pathname } = new URL(source)
  return pathname.slice(pathname.lastIndexOf('/') + 1) || undefined
}

function fileOf(source: ElevenLabsSource): Blob | undefined {
  if (source instanceof Blob) return source
  const isBytes = source instanceof ArrayBuffer || ArrayBuffer.isView(source)
  return isBytes ? new Blob([source as BlobPart]) : undefined
}

/**
 * Checks the request before anything is sent.
 * @throws {VideoTranslationError} `invalid_argument`
 */
export function checkRequest({ source, to }: { source: unknown; to: unknown }): void {
  if (!isLanguages(to) || to.length === 0)
    throw invalid('`to` has to contain at least one language, e.g. ["es"].')
  checkSource(source)
}

/** The same for a request whose languages may come later. */
export function checkOpenRequest({ source, to }: { source: unknown; to: unknown }): void {
  if (!isLanguages(to)) throw invalid('`to` has to be a list of languages, e.g. ["es"]. It may be empty.')
  checkSource(source)
}

function isLanguages(to: unknown): to is string[] {
  return Array.isArray(to) && to.every((each) => typeof each === 'string' && each !== '')
}

function checkSource(source: unknown): void {
  if (!fileOf(source as ElevenLabsSource)) urlOf(source)
}

function urlOf(source: unknown): string {
  const text = typeof source === 'string' || source instanceof URL ? String(source) : ''
  if (/^https?:/i.test(text) && URL.canParse(text)) return text
  throw invalid(
    '`source` has to be an http(s) URL, a File, a Blob or bytes. Read a stream into a Blob first.',
  )
}

/** The vendor takes an upload in one piece, so only its end can be reported. */
export function reportUpload({ onUpload }: CreateOptions, source: ElevenLabsSource, http: Http): void {
  const file = fileOf(source)
  try {
    if (file) onUpload?.({ sentBytes: file.size, totalBytes: file.size })
  } catch (error) {
    http.log.error('onUpload failed', { error: String(error) })
  }
}

/**
 * The facts of a source that the client knows. The query of a URL is dropped: it may hold a
 * signature.
 */
export function sourceOf(source: ElevenLabsSource, name = nameOf(source)): SourceInfo {
  const isUrl = typeof source === 'string' || source instanceof URL
  const bytes = source instanceof Blob ? source.size : undefined
  return {
    ...(isUrl && { url: withoutQuery(source) }),
    ...(name && { name }),
    ...(bytes !== undefined && { bytes }),
  }
}

function withoutQuery(source: string | URL): string {
  const url = new URL(source)
  return `${url.origin}${url.pathname}`
}
