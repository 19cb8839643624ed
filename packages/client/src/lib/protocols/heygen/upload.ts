import type { CreateOptions } from '../../create-options.ts'
import { invalid } from '../../errors.ts'
import type { Http } from '../../http/http.ts'
import { randomKey } from '../../native/create.ts'
import { type Body, bodyIn, lacks, textIn } from '../answers.ts'
import { readData } from './envelope.ts'
import type { HeygenUpload } from './request.ts'

// HeyGen says 32 MB and not which; above, the bytes go to its storage directly (developers.heygen.com, "Upload Assets").
const MOST_THROUGH_THE_API = 32_000_000
// A line that is slower than a megabit in a second gives up.
const SLOWEST_BYTES_PER_MS = 125

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  webm: 'video/webm',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
}

/** Uploads a source. Resolves with the id of the asset that it has become. */
export async function upload(
  http: Http,
  source: HeygenUpload,
  name: string | undefined,
  { onUpload }: CreateOptions,
): Promise<string> {
  const blob = blobOf(source)
  const file = { blob, name: name ?? (blob as Partial<File>).name ?? 'source' }
  const tell = (sentBytes: number): void => report(http, onUpload, sentBytes, blob.size)
  tell(0)
  const asset =
    blob.size <= MOST_THROUGH_THE_API ? await sendForm(http, file) : await sendDirectly(http, file)
  tell(blob.size)
  return asset
}

interface Upload {
  blob: Blob
  name: string
}

function blobOf(source: HeygenUpload): Blob {
  if (source instanceof Blob) return source
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return new Blob([source as BlobPart])
  throw invalid('`source` has to be a URL, a File, a Blob, bytes, or { asset }; HeyGen takes no stream.')
}

async function sendForm(http: Http, { blob, name }: Upload): Promise<string> {
  const form = new FormData()
  form.append('file', blob, name)
  const call = {
    method: 'POST',
    path: '/v3/assets',
    bytes: form,
    headers: keyed(),
    timeoutMs: patience(http, blob),
  }
  return assetIn(await http.send(call, readData))
}

/** Announces the bytes, puts them into HeyGen's storage, and says that they are there; only then the asset can be used. */
async function sendDirectly(http: Http, { blob, name }: Upload): Promise<string> {
  const json = { filename: name, content_type: mediaTypeOf(blob, name), size_bytes: blob.size }
  const begin = { method: 'POST', path: '/v3/assets/direct-uploads', json, headers: keyed() }
  const begun = await http.send(begin, readData)
  const asset = assetIn(begun)
  const path = textIn(begun['upload_url'])
  if (!path || !URL.canParse(path)) lacks('an address to upload to')
  const headers = textsIn(bodyIn(begun['upload_headers']) ?? {})
  const put = { method: 'PUT', path, bytes: blob, headers, timeoutMs: patience(http, blob) }
  await http.send(put, (response) => response.text())
  const complete = { method: 'POST', path: `/v3/assets/${encodeURIComponent(asset)}/complete`, json: {} }
  await http.send(complete, (response) => response.text())
  return asset
}

function assetIn(body: Body): string {
  return textIn(body['asset_id']) ?? lacks('an asset')
}

/** A repeated request makes no second asset. */
function keyed(): Record<string, string> {
  return { 'idempotency-key': randomKey() }
}

function patience({ timeoutMs }: Http, { size }: Blob): number {
  return timeoutMs + size / SLOWEST_BYTES_PER_MS
}

/** HeyGen compares it with the bytes, so that a guess would only fail later. */
function mediaTypeOf({ type }: Blob, name: string): string {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const known = type || (Object.hasOwn(MEDIA_TYPES, ending) && MEDIA_TYPES[ending])
  if (known) return known
  throw invalid(
    'HeyGen wants the kind of a large file: give a File or Blob with a type, or a `name` with an ending.',
  )
}

function textsIn(headers: Body): Record<string, string> {
  const texts = Object.entries(headers).flatMap(([name, value]) => {
    const text = textIn(value)
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
