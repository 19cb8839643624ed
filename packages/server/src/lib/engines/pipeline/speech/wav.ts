import { open, rename, writeFile, type FileHandle } from 'node:fs/promises'

/** A mono 16-bit PCM wav, read in parts. */
export interface Wav {
  sampleRate: number
  /** How many there are. */
  samples: number
  /** Samples as numbers from -1 to 1; fewer than asked for at the end. */
  read(first: number, count: number): Promise<Float32Array>
  close(): Promise<void>
}

/** @throws {Error} when the file is no mono 16-bit PCM wav. */
export async function openWav(path: string): Promise<Wav> {
  const file = await open(path)
  try {
    const { sampleRate, offset, bytes } = await findSamples(file, path)
    const samples = Math.floor(bytes / 2)
    return {
      sampleRate,
      samples,
      async read(first, count) {
        const wanted = Math.max(0, Math.min(count, samples - first))
        const buffer = Buffer.alloc(wanted * 2)
        const { bytesRead } = await file.read(buffer, 0, buffer.length, offset + first * 2)
        return floatsOf(buffer.subarray(0, bytesRead))
      },
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Writes a mono 16-bit PCM wav, whole or not at all. */
export async function writeWav(path: string, samples: Float32Array, sampleRate: number): Promise<void> {
  const bytes = Buffer.alloc(44 + samples.length * 2)
  bytes.write('RIFF', 0, 'latin1')
  bytes.writeUInt32LE(36 + samples.length * 2, 4)
  bytes.write('WAVEfmt ', 8, 'latin1')
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(sampleRate, 24)
  bytes.writeUInt32LE(sampleRate * 2, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36, 'latin1')
  bytes.writeUInt32LE(samples.length * 2, 40)
  samples.forEach((sample, index) => {
    bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), 44 + index * 2)
  })
  await writeFile(`${path}.part`, bytes)
  await rename(`${path}.part`, path)
}

function floatsOf(bytes: Buffer): Float32Array {
  const samples = new Float32Array(bytes.length >> 1)
  for (let index = 0; index < samples.length; index++) samples[index] = bytes.readInt16LE(index * 2) / 32_768
  return samples
}

async function findSamples(file: FileHandle, path: string) {
  const size = (await file.stat()).size
  const head = await chunkAt(file, 0)
  let sampleRate = 0
  if (head.name !== 'RIFF') throw new Error(`${path} is no wav`)
  for (let offset = 12; offset + 8 <= size;) {
    const { name, bytes } = await chunkAt(file, offset)
    if (name === 'fmt ') sampleRate = await readFormat(file, offset + 8, path)
    // A wav written into a pipe does not know its length: what is there counts.
    if (name === 'data' && sampleRate > 0) {
      return { sampleRate, offset: offset + 8, bytes: Math.min(bytes, size - offset - 8) }
    }
    offset += 8 + bytes + (bytes % 2)
  }
  throw new Error(`${path} has no samples`)
}

async function chunkAt(file: FileHandle, offset: number): Promise<{ name: string; bytes: number }> {
  const { buffer } = await file.read(Buffer.alloc(8), 0, 8, offset)
  return { name: buffer.toString('latin1', 0, 4), bytes: buffer.readUInt32LE(4) }
}

async function readFormat(file: FileHandle, offset: number, path: string): Promise<number> {
  const { buffer } = await file.read(Buffer.alloc(16), 0, 16, offset)
  const [format, channels, bits] = [buffer.readUInt16LE(0), buffer.readUInt16LE(2), buffer.readUInt16LE(14)]
  if (format !== 1 || channels !== 1 || bits !== 16) throw new Error(`${path} is not mono 16-bit PCM`)
  return buffer.readUInt32LE(4)
}
