import { open, type FileHandle } from 'node:fs/promises'

/** An index of a film of many hours stays far below it. */
const MOOV_LIMIT_BYTES = 256 * 2 ** 20
/** Those in front of the index; a file of nothing but tiny boxes would be read for hours. */
const MOST_BOXES = 10_000
const SCHEMES = new Set(['cenc', 'cens', 'cbc1', 'cbcs', 'itun', 'adkm', 'piff'])

/**
 * Whether an MP4 or QuickTime file says that its streams are encrypted. ffprobe shows the codec underneath and hides
 * it, and decoding would give noise rather than an error.
 */
export async function isProtected(path: string): Promise<boolean> {
  await using file = await open(path)
  const moov = await readBox(file, 'moov')
  if (!moov) return false
  for (let at = moov.indexOf('schm'); at >= 0; at = moov.indexOf('schm', at + 4)) {
    if (SCHEMES.has(moov.toString('latin1', at + 8, at + 12))) return true
  }
  return false
}

/** Content of the first top-level box of that type. */
async function readBox(file: FileHandle, type: string): Promise<Buffer | undefined> {
  const { size } = await file.stat()
  for (let at = 0, count = 0; at + 8 <= size && count < MOST_BOXES; count++) {
    const header = Buffer.alloc(16)
    await file.read(header, 0, 16, at)
    const length = boxLength(header, size - at)
    if (length < 8) return undefined
    if (header.toString('latin1', 4, 8) === type) {
      const content = Buffer.alloc(Math.min(length, size - at, MOOV_LIMIT_BYTES))
      await file.read(content, 0, content.length, at)
      return content
    }
    at += length
  }
  return undefined
}

/** A length of 1 means that 64 bits follow, and 0 that the box goes on to the end. */
function boxLength(header: Buffer, left: number): number {
  const length = header.readUInt32BE(0)
  if (length === 1) return Number(header.readBigUInt64BE(8))
  return length === 0 ? left : length
}
