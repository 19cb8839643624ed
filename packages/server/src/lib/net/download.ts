import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { EngineError } from '../engine-error.ts'
import { isStorageFull } from '../files/storage-full.ts'
import { decoded, nameInUrl, safeName } from '../files/safe-name.ts'
import { ForbiddenAddress, guardedFetch, TooLarge, type GuardedResponse, type GuardOptions } from './guard.ts'
import { reserveFor, type ReserveSpace } from './reserve-space.ts'
import { watchPace, type Pace, type PaceWatch } from './pace.ts'

/** How {@link downloadSource} goes about it. */
export interface DownloadOptions extends Omit<GuardOptions, 'headers'> {
  signal: AbortSignal
  maxBytes: number
  /** How slow the whole of it may be, from the first connection to the last byte. */
  pace?: Pace
  /**
   * Keeps `bytes` free on the disk; rejects where there is no room for them. Called with the announced size, or,
   * where none is announced, again and again as bytes arrive. Default: nothing is asked.
   */
  reserveSpace?: ReserveSpace
  /** Called as bytes arrive; `total` where the server tells it. */
  onProgress?(received: number, total: number | undefined): void
}

/** What was downloaded. */
export interface DownloadedSource {
  bytes: number
  /** A file name without folders, from the answer or the URL. */
  name: string
  mediaType: string
}

/** Statuses that may be gone when asked again. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])

/**
 * Streams a URL source to a file, from public addresses only unless `allowPrivate`.
 * @throws EngineError `source_forbidden` (address, scheme or redirect out of bounds), `source_too_large`,
 * `source_unreachable` (retryable where it may pass). An abort rejects with the signal's reason.
 */
export async function downloadSource(
  url: string,
  path: string,
  options: DownloadOptions,
): Promise<DownloadedSource> {
  const watch = watchPace(options.signal, options.pace)
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
  watch: PaceWatch,
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
  const retryable = PASSING.has(response.status)
  const message = `${response.url.host} answered ${response.status} for the source's URL.`
  throw new EngineError('source_unreachable', message, { retryable })
}

async function save(
  response: GuardedResponse,
  path: string,
  options: DownloadOptions,
  watch: PaceWatch,
): Promise<number> {
  const announced = response.headers['content-length']
  const total = announced === undefined ? undefined : Number(announced)
  if (total !== undefined && total > options.maxBytes) throw new TooLarge(options.maxBytes)
  const admit = await reserveFor(total, options.reserveSpace ?? (async () => {}))
  let received = 0
  const meter = new Transform({
    async transform(chunk: Buffer, _encoding, done) {
      try {
        received += chunk.length
        watch.add(chunk.length)
        if (received > options.maxBytes) throw new TooLarge(options.maxBytes)
        await admit(received)
        options.onProgress?.(received, total)
        done(null, chunk)
      } catch (error) {
        done(error as Error)
      }
    },
  })
  await pipeline(response.body, meter, createWriteStream(path), { signal: options.signal })
  if (total !== undefined && received !== total) {
    throw new Error(`The transfer broke off after ${received} of ${total} bytes.`)
  }
  return received
}

function asEngineError(error: unknown, url: string): unknown {
  if (error instanceof EngineError || isStorageFull(error) || isLocalTrouble(error)) return error
  const cause = error instanceof Error ? error.message : String(error)
  if (error instanceof ForbiddenAddress) return new EngineError('source_forbidden', cause, { cause: error })
  if (error instanceof TooLarge)
    return new EngineError('source_too_large', `The source: ${cause}`, { cause: error })
  const message = `The source could not be fetched from ${URL.parse(url)?.host ?? 'its URL'}: ${cause}`
  return new EngineError('source_unreachable', message, { cause: error, retryable: true })
}

/** A full or broken disk is this machine's trouble and not the source's. */
function isLocalTrouble(error: unknown): boolean {
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
