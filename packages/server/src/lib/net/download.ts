import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { EngineError } from '../engine-error.ts'
import { isStorageFull } from '../files/storage-full.ts'
import { decoded, nameInUrl, safeName } from '../files/safe-name.ts'
import { ForbiddenAddress, guardedFetch, TooLarge, type GuardedResponse, type GuardOptions } from './guard.ts'
import { metered } from './metered.ts'
import { reserveFor, type ReserveSpace } from './reserve-space.ts'
import { watchTransfer, type TransferLimits, type TransferWatch } from './transfer-watch.ts'

export interface DownloadOptions extends Omit<GuardOptions, 'headers'> {
  signal: AbortSignal
  maxBytes: number
  /** Slowest accepted transfer, from the first connection to the last byte. */
  limits?: TransferLimits
  /**
   * Reserves disk space. Called once with the announced size, or without one repeatedly as bytes
   * arrive. Default: nothing is reserved.
   */
  reserveSpace?: ReserveSpace
  /** Called as bytes arrive. `total` is undefined if the server does not announce it. */
  onProgress?(received: number, total: number | undefined): void
}

export interface DownloadedSource {
  bytes: number
  /** A file name without folders, from the response or the URL. */
  name: string
  mediaType: string
}

/** Statuses that a later attempt may not meet. */
const TEMPORARY = new Set([408, 425, 429, 500, 502, 503, 504])

/**
 * Streams a URL source to a file, from public addresses only unless `allowPrivate` is set.
 * @throws EngineError `source_forbidden` (forbidden address, scheme or redirect),
 * `source_too_large`, `source_unreachable` (retryable if it may be temporary). An abort rejects
 * with the signal's reason.
 */
export async function downloadSource(
  url: string,
  path: string,
  options: DownloadOptions,
): Promise<DownloadedSource> {
  const watch = watchTransfer(options.signal, options.limits)
  try {
    return await download(url, path, { ...options, signal: watch.signal }, watch)
  } catch (error) {
    await rm(path, { force: true })
    options.signal.throwIfAborted()
    throw asEngineError(watch.signal.aborted ? watch.signal.reason : error, url)
  } finally {
    watch.stop()
  }
}

async function download(
  url: string,
  path: string,
  options: DownloadOptions,
  watch: TransferWatch,
): Promise<DownloadedSource> {
  const response = await guardedFetch(url, options)
  try {
    refuseStatus(response)
    const bytes = await save(response, path, options, watch)
    return { bytes, name: fileName(response), mediaType: mediaType(response) }
  } finally {
    await response.close()
  }
}

function refuseStatus(response: GuardedResponse): void {
  if (response.status === 200) return
  const retryable = TEMPORARY.has(response.status)
  const message = `${response.url.host} answered ${response.status} for the source's URL.`
  throw new EngineError('source_unreachable', message, { retryable })
}

async function save(
  response: GuardedResponse,
  path: string,
  options: DownloadOptions,
  watch: TransferWatch,
): Promise<number> {
  const announced = response.headers['content-length']
  const total = announced === undefined ? undefined : Number(announced)
  if (total !== undefined && total > options.maxBytes) throw new TooLarge(options.maxBytes)
  const admit = await reserveFor(total, options.reserveSpace ?? (async () => {}))
  let received = 0
  const onChunk = async (chunk: Uint8Array, receivedNow: number) => {
    received = receivedNow
    watch.add(chunk.byteLength)
    if (received > options.maxBytes) throw new TooLarge(options.maxBytes)
    await admit(received)
    options.onProgress?.(received, total)
  }
  const meter = (chunks: AsyncIterable<Uint8Array>) => metered(chunks, onChunk)
  await pipeline(response.body, meter, createWriteStream(path), { signal: options.signal })
  if (total !== undefined && received !== total) {
    throw new Error(`The transfer was cut off after ${received} of ${total} bytes.`)
  }
  return received
}

function asEngineError(error: unknown, url: string): unknown {
  if (error instanceof EngineError || isStorageFull(error) || isDiskError(error)) return error
  const cause = error instanceof Error ? error.message : String(error)
  if (error instanceof ForbiddenAddress) return new EngineError('source_forbidden', cause, { cause: error })
  if (error instanceof TooLarge) {
    const message = `The source is larger than the limit of ${error.maxBytes} bytes.`
    return new EngineError('source_too_large', message, { cause: error })
  }
  const message = `The source could not be downloaded from ${URL.parse(url)?.host ?? 'its URL'}: ${cause}`
  return new EngineError('source_unreachable', message, { cause: error, retryable: true })
}

/** Whether the error comes from this machine's disk and not from the source. */
function isDiskError(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  return code !== undefined && ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EIO', 'ENOENT'].includes(code)
}

function mediaType(response: GuardedResponse): string {
  const header = response.headers['content-type']
  const type = typeof header === 'string' ? header.split(';')[0]?.trim() : undefined
  return type || 'application/octet-stream'
}

function fileName(response: GuardedResponse): string {
  const header = response.headers['content-disposition']
  const announced = typeof header === 'string' ? dispositionName(header) : undefined
  return safeName(announced) ?? nameInUrl(response.url) ?? 'source'
}

function dispositionName(header: string): string | undefined {
  const extended = /filename\*\s*=\s*utf-8''([^;]+)/i.exec(header)?.[1]
  if (extended) return decoded(extended.trim())
  const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))/i.exec(header)
  return plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2]?.trim()
}
