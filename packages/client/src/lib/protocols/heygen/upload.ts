import type { CreateOptions } from '../../create-options.ts'
import { invalid } from '../../errors.ts'
import type { Http } from '../../http/http.ts'
import { randomKey } from '../../random-key.ts'
import { asObject, asText, type JsonObject, throwInvalidResponse } from '../parse.ts'
import { readData } from './envelope.ts'
import type { HeygenUpload } from './request.ts'

// HeyGen's limit is 32 MB, of either kind. Larger files go to its storage directly
// (developers.heygen.com, "Upload Assets").
const FORM_LIMIT_BYTES = 32_000_000
// An upload slower than 1 Mbit/s times out.
const MIN_BYTES_PER_MS = 125

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  webm: 'video/webm',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
}

/** Uploads a source. Resolves with the id of its asset. */
export async function upload(
  http: Http,
  source: HeygenUpload,
  name: string | undefined,
  { onUpload }: CreateOptions,
): Promise<string> {
  const blob = blobOf(source)
  const file = { blob, name: name ?? (blob as Partial<File>).name ?? 'source' }
  const reportSent = (sentBytes: number): void => report(http, onUpload, sentBytes, blob.size)
  reportSent(0)
  const asset = blob.size <= FORM_LIMIT_BYTES ? await sendForm(http, file) : await sendDirectly(http, file)
  reportSent(blob.size)
  return asset
}

interface Upload {
  blob: Blob
  name: string
}

function blobOf(source: HeygenUpload): Blob {
  if (source instanceof Blob) return source
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return new Blob([source as BlobPart])
  throw invalid('`source` has to be a URL, a File, a Blob, bytes, or { asset }. HeyGen takes no stream.')
}

async function sendForm(http: Http, { blob, name }: Upload): Promise<string> {
  const form = new FormData()
  form.append('file', blob, name)
  const call = {
    method: 'POST',
    path: '/v3/assets',
    bytes: form,
    headers: idempotencyHeaders(),
    timeoutMs: uploadTimeoutMs(http, blob),
  }
  return assetIn(await http.send(call, readData))
}

/** HeyGen accepts the asset only after the upload to its storage is reported as complete. */
async function sendDirectly(http: Http, { blob, name }: Upload): Promise<string> {
  const json = { filename: name, content_type: mediaTypeOf(blob, name), size_bytes: blob.size }
  const begin = { method: 'POST', path: '/v3/assets/direct-uploads', json, headers: idempotencyHeaders() }
  const begun = await http.send(begin, readData)
  const asset = assetIn(begun)
  const path = asText(begun['upload_url'])
  if (!path || !URL.canParse(path)) throwInvalidResponse('no `upload_url`')
  const headers = asTexts(asObject(begun['upload_headers']) ?? {})
  const put = { method: 'PUT', path, bytes: blob, headers, timeoutMs: uploadTimeoutMs(http, blob) }
  await http.send(put, (response) => response.text())
  const complete = { method: 'POST', path: `/v3/assets/${encodeURIComponent(asset)}/complete`, json: {} }
  await http.send(complete, (response) => response.text())
  return asset
}

function assetIn(body: JsonObject): string {
  return asText(body['asset_id']) ?? throwInvalidResponse('no `asset_id`')
}

/** Without a key, a repeated request would make a second asset. */
function idempotencyHeaders(): Record<string, string> {
  return { 'idempotency-key': randomKey() }
}

function uploadTimeoutMs({ timeoutMs }: Http, { size }: Blob): number {
  return timeoutMs + size / MIN_BYTES_PER_MS
}

/** HeyGen checks the media type against the bytes, so a guess would only fail later. */
function mediaTypeOf({ type }: Blob, name: string): string {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const known = type || (Object.hasOwn(MEDIA_TYPES, ending) && MEDIA_TYPES[ending])
  if (known) return known
  throw invalid(
    'HeyGen requires the media type of a large file. Pass a File or Blob with a type, or a `name` with an ending.',
  )
}

function asTexts(headers: JsonObject): Record<string, string> {
  const texts = Object.entries(headers).flatMap(([name, value]) => {
    const text = asText(value)
    return text === undefined ? [] : [[name, text]]
  })
  return Object.fromEntries(texts) as Record<string, string>
}

function report(
  { log }: Http,
  onUpload: CreateOptions['onUpload'],
  sentBytes: number,
  totalBytes: number,
): void {
  try {
    onUpload?.({ sentBytes, totalBytes })
  } catch (error) {
    log.error('onUpload failed', { error: String(error) })
  }
}
