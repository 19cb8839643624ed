import { open, type FileHandle } from 'node:fs/promises'

/** Limit for the index. The index of a film of many hours is far smaller. */
const MOOV_LIMIT_BYTES = 256 * 2 ** 20
/** Limit for the boxes before the index, because a file of tiny boxes would take hours. */
const MAX_BOXES = 10_000
const SCHEMES = new Set(['cenc', 'cens', 'cbc1', 'cbcs', 'itun', 'adkm', 'piff'])

/**
 * Whether an MP4 or QuickTime file declares its streams as encrypted. ffprobe shows the codec
 * without the encryption, and decoding would give noise instead of an error.
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

/** Content of the first top-level box of a type. */
async function readBox(file: FileHandle, type: string): Promise<Buffer | undefined> {
  const { size } = await file.stat()
  for (let at = 0, count = 0; at + 8 <= size && count < MAX_BOXES; count++) {
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

/** A length of 1 means that a 64-bit length follows, and 0 that the box ends with the file. */
function boxLength(header: Buffer, left: number): number {
  const length = header.readUInt32BE(0)
  if (length === 1) return Number(header.readBigUInt64BE(8))
  return length === 0 ? left : length
}
