import { randomUUID } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

/** A file with some bytes of a stream; it lasts until the next one is asked for. */
export interface Spooled {
  path: string
  bytes: number
}

export interface SpoolOptions {
  /** Folder for the file. */
  folder: string
  /** A file is handed on when it has this size. */
  segmentBytes: number
  /** Rejects when the disk has no room for `bytes` more. */
  admit: (bytes: number) => Promise<void>
}

/**
 * Collects a stream in files, one at a time, so that a slow sender holds no memory and no
 * connection to the storage. If the stream breaks, the spool hands on the bytes before the break
 * and then throws the stream's error.
 */
export async function* spool(source: Readable, options: SpoolOptions): AsyncGenerator<Spooled> {
  const path = join(options.folder, `upload-${randomUUID()}`)
  const { next, failure } = watch(source)
  await using file = await open(path, 'a')
  try {
    let bytes = 0
    for (let chunk = await next(); chunk; chunk = await next()) {
      if (bytes === 0) await options.admit(options.segmentBytes)
      await file.appendFile(chunk)
      bytes += chunk.length
      if (bytes < options.segmentBytes) continue
      yield { path, bytes }
      await file.truncate(0)
      bytes = 0
    }
    if (bytes > 0) yield { path, bytes }
    failure()
  } finally {
    await rm(path, { force: true })
  }
}

/** Reads a stream that may break. `failure` throws the error that ended it. */
function watch(source: Readable) {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let broken: { error: unknown } | undefined
  return {
    async next(): Promise<Buffer | undefined> {
      try {
        const { done, value } = await chunks.next()
        return done ? undefined : value
      } catch (error) {
        broken = { error }
        return undefined
      }
    },
    failure() {
      if (broken) throw broken.error
    },
  }
}
