import { type CreateOptions, createTimeoutMs } from '../../create-options.ts'
import { invalid } from '../../errors.ts'
import type { Call, Http } from '../../http/http.ts'

/** A URL that ElevenLabs can reach, or what is to be uploaded: it is sent whole, so a stream has to be read into a Blob first. */
export type ElevenLabsSource = string | URL | Blob | ArrayBuffer | ArrayBufferView

/** Fields of a form, in the vendor's words. Undefined ones are left out, and a list is a field for each item. */
export type FormFields = Readonly<Record<string, unknown>>

/** The slowest upload that is waited for: 1 Mbit/s. */
const BYTES_PER_MS = 125

/** A request that sends a form with the source in it. */
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
  const sendingMs = (file?.size ?? 0) / BYTES_PER_MS
  return { method: 'POST', path, bytes: form, timeoutMs: createTimeoutMs(http, options) + sendingMs }
}

function append(form: FormData, field: string, value: unknown): void {
  if (value instanceof Blob) form.append(field, value)
  else form.append(field, typeof value === 'object' ? JSON.stringify(value) : String(value))
}

/** What the source is called, where it says so. */
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

/** What cannot work is said before anything is sent. @throws {VideoTranslationError} `invalid_argument` */
export function checkRequest({ source, to }: { source: unknown; to: unknown }): void {
  if (!Array.isArray(to) || to.length === 0 || to.some((each) => typeof each !== 'string' || each === ''))
    throw invalid('`to` has to name a language, e.g. ["es"].')
  if (!fileOf(source as ElevenLabsSource)) urlOf(source)
}

function urlOf(source: unknown): string {
  const text = typeof source === 'string' || source instanceof URL ? String(source) : ''
  if (/^https?:/i.test(text) && URL.canParse(text)) return text
  throw invalid(
    '`source` has to be an http(s) URL, a File, a Blob or bytes. Read a stream into a Blob first.',
  )
}

/** The vendor takes an upload in one piece, so all that can be told is that it is there. */
export function reportUpload({ onUpload }: CreateOptions, source: ElevenLabsSource, http: Http): void {
  const file = fileOf(source)
  try {
    if (file) onUpload?.({ sentBytes: file.size, totalBytes: file.size })
  } catch (error) {
    http.log.error('onUpload failed', { error: String(error) })
  }
}
