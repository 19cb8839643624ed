import { open, readFile, type FileHandle } from 'node:fs/promises'

/** Sound in memory: mono, 16 bit. */
export interface Sound {
  sampleRate: number
  samples: Int16Array
}

const HEADER_BYTES = 44
const PCM = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe

/** Reads a mono WAV of 16-bit or 32-bit float samples; meant for a cue, not for a film. */
export async function readWav(path: string): Promise<Sound> {
  const bytes = await readFile(path)
  const format = findChunk(bytes, 'fmt ')
  const data = findChunk(bytes, 'data')
  if (!format || !data) throw new Error(`${path} is not a WAV file.`)
  const encoding = format.readUInt16LE(0)
  if (format.readUInt16LE(2) !== 1) throw new Error(`${path} is not mono.`)
  return {
    sampleRate: format.readUInt32LE(4),
    samples: toSamples(
      data,
      encoding === EXTENSIBLE ? format.readUInt16LE(24) : encoding,
      format.readUInt16LE(14),
    ),
  }
}

/** Writes a mono 16-bit WAV piece by piece; the header gets its length at the end. */
export interface WavWriter {
  write(samples: Int16Array): Promise<void>
  /** Completes the header and closes the file. */
  close(): Promise<void>
}

/** Starts a WAV file at `path`. */
export async function createWavWriter(path: string, sampleRate: number): Promise<WavWriter> {
  const file = await open(path, 'w')
  let length = 0
  await file.write(wavHeader(0, sampleRate))
  return {
    async write(samples) {
      await writeAll(file, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength))
      length += samples.byteLength
    },
    async close() {
      await file.write(wavHeader(length, sampleRate), 0, HEADER_BYTES, 0)
      await file.close()
    },
  }
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length;) done += (await file.write(bytes, done)).bytesWritten
}

function wavHeader(dataBytes: number, sampleRate: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('RIFF', 0)
  header.writeUInt32LE(dataBytes + HEADER_BYTES - 8, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(PCM, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(sampleRate * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(dataBytes, 40)
  return header
}

/** A writer that streams leaves the length open, so a chunk may say that it is longer than the file. */
function findChunk(bytes: Buffer, name: string): Buffer | undefined {
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32LE(at + 4)
    if (bytes.toString('latin1', at, at + 4) === name) {
      return bytes.subarray(at + 8, Math.min(bytes.length, at + 8 + length))
    }
    at += 8 + length + (length % 2)
  }
  return undefined
}

function toSamples(data: Buffer, encoding: number, bits: number): Int16Array {
  if (encoding === PCM && bits === 16) {
    return Int16Array.from({ length: data.length >> 1 }, (_, index) => data.readInt16LE(index * 2))
  }
  if (encoding === FLOAT && bits === 32) {
    return Int16Array.from({ length: data.length >> 2 }, (_, index) =>
      clamp16(data.readFloatLE(index * 4) * 32767),
    )
  }
  throw new Error(`WAV of encoding ${encoding} with ${bits} bits is not supported.`)
}

/** The nearest 16-bit sample. */
export function clamp16(value: number): number {
  return Math.max(-32768, Math.min(32767, Math.round(value)))
}
