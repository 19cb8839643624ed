import { createWriteStream } from 'node:fs'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * The bytes between two checks of the disk: often enough to stop well within the reserve, seldom
 * enough to cost nothing.
 */
const STEP_BYTES = 4 * 2 ** 20

export interface AppendOptions {
  /** Rejects when `bytes` more may not be written. Called before each step of some megabytes. */
  admit(bytes: number): Promise<void>
  /** The number of bytes still expected, if known. No more are requested. */
  expectedBytes?: number
  /** Called with the size of each chunk before it is written. An error ends the write. */
  onBytes(count: number): void
}

/**
 * Writes the incoming bytes to the file from an offset on, while they are admitted. Resolves with
 * their number.
 */
export async function appendTo(
  path: string,
  offset: number,
  readable: Readable,
  { admit, expectedBytes = Infinity, onBytes }: AppendOptions,
): Promise<number> {
  let received = 0
  let admitted = 0
  const meter = new Transform({
    async transform(chunk: Buffer, _encoding, done) {
      try {
        if (received + chunk.length > admitted) {
          const step = Math.max(chunk.length, Math.min(STEP_BYTES, expectedBytes - received))
          await admit(step)
          admitted = received + step
        }
        received += chunk.length
        onBytes(chunk.length)
        done(null, chunk)
      } catch (error) {
        done(error as Error)
      }
    },
  })
  await pipeline(readable, meter, createWriteStream(path, { flags: 'r+', start: offset }))
  return received
}
