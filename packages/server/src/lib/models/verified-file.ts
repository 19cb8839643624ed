import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { metered } from '../net/metered.ts'
import { pinOf, type PackFile } from './pack-file.ts'

/** Writes the stream to `path` only if its content has the pinned hash. */
export async function writeVerified(
  bytes: AsyncIterable<Uint8Array>,
  file: Pick<PackFile, 'path' | 'bytes' | 'sha256' | 'md5'>,
  path: string,
  options: { onBytes?(count: number): void; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const partial = `${path}.part`
  const pin = pinOf(file)
  await mkdir(dirname(path), { recursive: true })
  try {
    const hash = createHash(pin.algorithm)
    const checked = metered(bytes, (chunk, received) => {
      // An endless source must not fill the disk.
      if (received > file.bytes) throw new Error(`${file.path} is longer than ${file.bytes} bytes.`)
      hash.update(chunk)
      options.onBytes?.(chunk.byteLength)
    })
    await pipeline(checked, createWriteStream(partial, { flush: true }), { signal: options.signal })
    const hex = hash.digest('hex')
    if (hex !== pin.hex) throw new Error(`${file.path} has another content (${pin.algorithm} ${hex}).`)
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

/** Whether the file exists and has the pinned hash. */
export async function isVerified(file: PackFile, path: string): Promise<boolean> {
  const pin = pinOf(file)
  const hash = createHash(pin.algorithm)
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  } catch {
    return false
  }
  return hash.digest('hex') === pin.hex
}
