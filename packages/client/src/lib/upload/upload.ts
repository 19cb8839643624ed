import { VideoTranslationError } from '../errors.ts'
import type { Http } from '../http/http.ts'
import { isStatus } from '../http/problem.ts'
import { isRefusal, isTransient, RETRY_DEFAULTS, retryDelayMs } from '../http/retry.ts'
import { sleep } from '../timers.ts'
import { nextPartBytes, FIRST_PART_BYTES } from './part-size.ts'
import { openParts, type Part, type Parts, type UploadSource } from './parts.ts'

/** The progress of an upload. */
export interface UploadProgress {
  /** Bytes that the server has received. */
  sentBytes: number
  /** Size of the whole. Absent for a stream until its end is read. */
  totalBytes?: number
}

/** Options of an upload. */
export interface UploadOptions {
  http: Http
  /** File name, whose extension can tell the media type. Default: the File's. */
  name?: string | undefined
  signal?: AbortSignal | undefined
  /**
   * The id of an upload of the same source that was cut off. It goes on where the server is. Where
   * the server has removed it, a new one begins.
   */
  resume?: string | undefined
  /** Called with the id before the first byte is sent. With it, another process can go on. */
  onBegin?: ((id: string) => void) | undefined
  /** Called after each part. Its errors are logged. */
  onProgress?: ((progress: UploadProgress) => void) | undefined
}

const TUS = { 'tus-resumable': '1.0.0' }

/**
 * Uploads in parts by tus 1.0. After a failed part it resumes at the server's offset. Returns the
 * id of the upload.
 */
export async function upload(source: UploadSource, options: UploadOptions): Promise<string> {
  const parts = openParts(source)
  try {
    const { path, offset } = await beginOrResume(parts, source, options)
    const id = decodeURIComponent(path.slice(path.lastIndexOf('/') + 1))
    options.onBegin?.(id)
    await sendParts(parts, path, offset, options).catch(async (error: unknown) => {
      if (isRefusal(error)) await removeUpload(options.http, id)
      throw error
    })
    return id
  } finally {
    parts.close()
  }
}

// The caller waits for the removal before it gets the error, so the limit is short.
const REMOVAL_TIMEOUT_MS = 5_000

/** Removes an unused upload. If that fails, the upload expires by itself. */
export async function removeUpload(http: Http, id: string): Promise<void> {
  const path = `/v1/uploads/${encodeURIComponent(id)}`
  const call = { method: 'DELETE', path, headers: TUS, timeoutMs: REMOVAL_TIMEOUT_MS }
  await http
    .attempt(call, () => {})
    .catch((error: unknown) => {
      http.log.debug('an unused upload could not be removed', { error: String(error) })
    })
}

interface Begun {
  path: string
  /** Bytes that the server has. */
  offset: number
}

async function beginOrResume(parts: Parts, source: UploadSource, options: UploadOptions): Promise<Begun> {
  if (options.resume === undefined) return { path: await begin(parts, source, options), offset: 0 }
  const path = `/v1/uploads/${encodeURIComponent(options.resume)}`
  try {
    return { path, offset: await serverOffset(path, options) }
  } catch (error) {
    if (!isStatus(error, 404, 410)) throw error
    return { path: await begin(parts, source, options), offset: 0 }
  }
}

async function begin({ bytes }: Parts, source: UploadSource, options: UploadOptions): Promise<string> {
  const { http, signal } = options
  const length: Record<string, string> =
    bytes === undefined ? { 'upload-defer-length': '1' } : { 'upload-length': String(bytes) }
  const metadata = metadataOf(source, options.name)
  const headers = { ...TUS, ...length, ...(metadata && { 'upload-metadata': metadata }) }
  const location = await http.send({ method: 'POST', path: '/v1/uploads', headers, signal }, (response) =>
    response.headers.get('location'),
  )
  // Only the id is used: behind a proxy the server may not know its own address.
  const id = location
    ?.replace(/[?#].*/, '')
    .split('/')
    .pop()
  if (id) return `/v1/uploads/${id}`
  throw new VideoTranslationError(
    'The server did not say where to upload to. Across origins it has to expose the `Location` header.',
    { code: 'invalid_response' },
  )
}

async function sendParts(parts: Parts, path: string, from: number, options: UploadOptions): Promise<void> {
  let offset = from
  let wantedBytes = FIRST_PART_BYTES
  let failures = 0
  report(options, offset, parts.bytes)
  if (parts.bytes !== undefined && offset >= parts.bytes && offset > 0) return
  for (;;) {
    const part = await parts.read(offset, wantedBytes, options.signal)
    const startedMs = performance.now()
    try {
      offset = await sendPart(path, offset, part, options)
      failures = 0
      wantedBytes = nextPartBytes(wantedBytes, performance.now() - startedMs)
    } catch (error) {
      wantedBytes = FIRST_PART_BYTES
      await pause(error, ++failures, options)
      offset = await serverOffset(path, options)
    }
    report(options, offset, parts.bytes)
    if (parts.bytes !== undefined && offset >= parts.bytes) return
  }
}

async function sendPart(
  path: string,
  offset: number,
  part: Part,
  { http, signal }: UploadOptions,
): Promise<number> {
  const headers = {
    ...TUS,
    'upload-offset': String(offset),
    'content-type': 'application/offset+octet-stream',
    ...(part.totalBytes !== undefined && { 'upload-length': String(part.totalBytes) }),
  }
  // A slow connection needs time for the first part. Later parts have a size that fits its speed.
  const timeoutMs = http.timeoutMs * 4
  return await http.attempt({ method: 'PATCH', path, headers, bytes: part.body, signal, timeoutMs }, offsetOf)
}

async function pause(error: unknown, failures: number, { http, signal }: UploadOptions): Promise<void> {
  signal?.throwIfAborted()
  // 409: wrong offset. 423: the failed part still holds the lock. A HEAD request tells the offset.
  const worthwhile = isTransient(error) || isStatus(error, 409, 423, 460)
  if (!worthwhile || failures > Math.max(1, http.retry.limit)) throw error
  const delayMs = retryDelayMs(failures, RETRY_DEFAULTS, error)
  http.log.debug('part of the upload failed, going on from where the server is', {
    delayMs,
    error: String(error),
  })
  await sleep(delayMs, signal)
}

async function serverOffset(path: string, { http, signal }: UploadOptions): Promise<number> {
  return await http.send({ method: 'HEAD', path, headers: TUS, signal }, offsetOf)
}

function offsetOf(response: Response): number {
  const offset = Number(response.headers.get('upload-offset') ?? Number.NaN)
  if (Number.isSafeInteger(offset)) return offset
  throw new VideoTranslationError(
    'The server did not say how much it has. Across origins it has to expose the `Upload-Offset` header.',
    { code: 'invalid_response' },
  )
}

function metadataOf(source: UploadSource, name?: string): string {
  const fileName = name ?? (source as Partial<File>).name
  const mediaType = (source as Partial<Blob>).type
  return Object.entries({ filename: fileName, filetype: mediaType })
    .flatMap(([key, value]) => (value ? [`${key} ${base64(value)}`] : []))
    .join(',')
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

function report({ onProgress, http }: UploadOptions, sentBytes: number, totalBytes?: number): void {
  try {
    onProgress?.({ sentBytes, ...(totalBytes !== undefined && { totalBytes }) })
  } catch (error) {
    http.log.error('onUpload failed', { error: String(error) })
  }
}
