import { type FileHandle, open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { Bucket } from './bucket.ts'
import { isTransient } from './patience.ts'

/** A connection that sends nothing for this long is given up. */
const STALL_MS = 60_000
/** Connections in a row that may end without a byte. */
const MAX_EMPTY = 3

export interface ObjectDownloadOptions {
  signal?: AbortSignal | undefined
  /** Called with the size of each piece that has been written. */
  onBytes?: (bytes: number) => void
}

/**
 * Appends an object to a local file, over as many connections as it takes: each goes on where the
 * last one broke.
 * @returns the bytes of the object
 */
export async function appendObject(
  key: string,
  path: string,
  bucket: Pick<Bucket, 'open'>,
  { signal, onBytes = () => undefined }: ObjectDownloadOptions = {},
): Promise<number> {
  await using file = await open(path, 'a')
  let [received, total, etag]: [number, number | undefined, string | undefined] = [0, undefined, undefined]
  for (let empty = 0; ;) {
    const before = received
    try {
      const range = received > 0 ? { start: received } : undefined
      const found = await bucket.open(key, { range, ifMatch: etag, signal })
      total ??= found.bytes
      etag ??= found.etag
      for await (const bytes of written(found.body, file, signal)) {
        received += bytes
        onBytes(bytes)
      }
      if (received === total) return received
    } catch (error) {
      signal?.throwIfAborted()
      if (!isTransient(error)) throw error
    }
    empty = received > before ? 0 : empty + 1
    if (empty === MAX_EMPTY) throw new Error(`The download of ${key} broke off after ${received} bytes.`)
  }
}

/** Writes what arrives, and yields the size of each piece after it is written. */
async function* written(body: Readable, file: FileHandle, signal?: AbortSignal): AsyncGenerator<number> {
  const stall = setTimeout(() => body.destroy(new StalledDownload()), STALL_MS)
  const onAbort = () => void body.destroy(signal?.reason as Error)
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    for await (const chunk of body) {
      stall.refresh()
      await file.appendFile(chunk as Buffer)
      yield (chunk as Buffer).length
    }
  } finally {
    clearTimeout(stall)
    signal?.removeEventListener('abort', onAbort)
    body.destroy()
  }
}

class StalledDownload extends Error {
  override readonly name = 'StalledDownload'

  constructor() {
    super(`Nothing arrived for ${STALL_MS / 1000} s.`)
  }
}
