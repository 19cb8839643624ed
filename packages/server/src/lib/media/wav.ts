import { open, rename, writeFile, type FileHandle } from 'node:fs/promises'

/** A mono WAV file, read in parts. */
export interface Wav {
  sampleRate: number
  /** Number of samples in the file. */
  samples: number
  /** Reads `count` samples from -1 to 1, or fewer at the end of the file. */
  read(first: number, count: number): Promise<Float32Array>
  close(): Promise<void>
}

/** Sound in memory: mono, 16 bit. */
export interface Sound {
  sampleRate: number
  samples: Int16Array
}

/** @throws Error unless the file is a mono WAV of 16-bit or 32-bit float samples. */
export async function openWav(path: string): Promise<Wav> {
  const file = await open(path)
  try {
    const { format, offset, bytes } = await findSamples(file, path)
    const samples = Math.floor(bytes / format.sampleBytes)
    return {
      sampleRate: format.sampleRate,
      samples,
      async read(first, count) {
        const wanted = Math.max(0, Math.min(count, samples - first))
        const buffer = Buffer.alloc(wanted * format.sampleBytes)
        const { bytesRead } = await file.read(buffer, 0, buffer.length, offset + first * format.sampleBytes)
        return toFloats(buffer.subarray(0, bytesRead), format)
      },
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Reads a whole mono WAV into memory, so it is meant for a clip and not for a film. */
export async function readWav(path: string): Promise<Sound> {
  const wav = await openWav(path)
  try {
    const samples = await wav.read(0, wav.samples)
    return { sampleRate: wav.sampleRate, samples: Int16Array.from(samples, toInt16) }
  } finally {
    await wav.close()
  }
}

/** Writes a mono 16-bit WAV, whole or not at all. */
export async function writeWav(path: string, samples: Float32Array, sampleRate: number): Promise<void> {
  await writeFile(`${path}.part`, toWavFile(samples, sampleRate))
  await rename(`${path}.part`, path)
}

/** The content of a mono 16-bit WAV file. */
export function toWavFile(samples: Float32Array, sampleRate: number): Buffer<ArrayBuffer> {
  const { buffer } = Int16Array.from(samples, toInt16)
  return Buffer.concat([header(buffer.byteLength, sampleRate), Buffer.from(buffer)])
}

/** Writes a mono 16-bit WAV piece by piece. */
export interface WavWriter {
  write(samples: Int16Array): Promise<void>
  /** Writes the final length into the header and closes the file. */
  close(): Promise<void>
}

export async function createWavWriter(path: string, sampleRate: number): Promise<WavWriter> {
  const file = await open(path, 'w')
  let length = 0
  await file.write(header(0, sampleRate))
  return {
    async write(samples) {
      await file.appendFile(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength))
      length += samples.byteLength
    },
    async close() {
      await file.write(header(length, sampleRate), 0, HEADER_BYTES, 0)
      await file.close()
    },
  }
}

/** The nearest 16-bit sample. */
export function clamp16(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value)))
}

const HEADER_BYTES = 44
const PCM = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe

interface SampleFormat {
  sampleRate: number
  sampleBytes: 2 | 4
}

async function findSamples(file: FileHandle, path: string) {
  const { size } = await file.stat()
  if ((await chunkAt(file, 0)).name !== 'RIFF') throw new Error(`${path} is not a WAV file.`)
  let format: SampleFormat | undefined
  for (let at = 12; at + 8 <= size;) {
    const { name, bytes } = await chunkAt(file, at)
    if (name === 'fmt ') format = await readFormat(file, at + 8, path)
    // A WAV from a pipe declares a wrong length, so the file's own size limits it.
    if (name === 'data' && format) return { format, offset: at + 8, bytes: Math.min(bytes, size - at - 8) }
    at += 8 + bytes + (bytes % 2)
  }
  throw new Error(`${path} is a WAV file without samples.`)
}

async function chunkAt(file: FileHandle, at: number): Promise<{ name: string; bytes: number }> {
  const { buffer } = await file.read(Buffer.alloc(8), 0, 8, at)
  return { name: buffer.toString('latin1', 0, 4), bytes: buffer.readUInt32LE(4) }
}

async function readFormat(file: FileHandle, at: number, path: string): Promise<SampleFormat> {
  const { buffer } = await file.read(Buffer.alloc(26), 0, 26, at)
  const [tag, channels, bits] = [buffer.readUInt16LE(0), buffer.readUInt16LE(2), buffer.readUInt16LE(14)]
  const encoding = tag === EXTENSIBLE ? buffer.readUInt16LE(24) : tag
  const sampleRate = buffer.readUInt32LE(4)
  if (channels === 1 && encoding === PCM && bits === 16) return { sampleRate, sampleBytes: 2 }
  if (channels === 1 && encoding === FLOAT && bits === 32) return { sampleRate, sampleBytes: 4 }
  throw new Error(`${path} is not mono with 16-bit or 32-bit float samples.`)
}

function toFloats(bytes: Buffer, { sampleBytes }: SampleFormat): Float32Array {
  const samples = new Float32Array(Math.floor(bytes.length / sampleBytes))
  for (let index = 0; index < samples.length; index++) {
    const at = index * sampleBytes
    samples[index] = sampleBytes === 2 ? bytes.readInt16LE(at) / 32_768 : bytes.readFloatLE(at)
  }
  return samples
}

/** The exact inverse of how `openWav` reads a 16-bit sample. */
function toInt16(sample: number): number {
  return clamp16(sample * 32_768)
}

function header(dataBytes: number, sampleRate: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(dataBytes + HEADER_BYTES - 8, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(PCM, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(sampleRate, 24)
  bytes.writeUInt32LE(sampleRate * 2, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(dataBytes, 40)
  return bytes
}
