import { createWriteStream } from 'node:fs'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Between two looks at the disk: often enough to stop well within any reserve, seldom enough to cost nothing. */
const STEP_BYTES = 4 * 2 ** 20

export interface AppendOptions {
  /** Rejects where `bytes` more may not be written; asked before each step of some megabytes. */
  admit(bytes: number): Promise<void>
  /** Bytes still to come, as far as that is known: no more are asked for. */
  expectedBytes?: number
  /** Told of each piece on its way to the disk; what it throws ends the write. */
  onBytes(count: number): void
}

/** Writes what arrives into the file from an offset on, as long as it is admitted. Returns the number of bytes. */
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
