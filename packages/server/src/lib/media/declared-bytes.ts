type ReadSize = (head: Buffer) => number | undefined

/** Reader of the declared size by the first four bytes of the file. */
const READERS: Readonly<Record<string, ReadSize>> = {
  RIFF: (head) => size32(head.readUInt32LE(4), 8),
  FORM: (head) => size32(head.readUInt32BE(4), 8),
  // A WAV above 4 GiB has only ones as 32-bit size, and a 64-bit size in its first chunk.
  RF64: (head) => size64(head.readBigInt64LE(20), 8),
  caff: cafBytes,
  '0&\xb2u': asfBytes,
}

/**
 * Size of the whole file in bytes, as its header declares it.
 * @returns undefined for a format without a declared size, and for a placeholder
 */
export function declaredBytes(head: Buffer): number | undefined {
  try {
    return READERS[head.toString('latin1', 0, 4)]?.(head)
  } catch (error) {
    // The header itself is truncated.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Placeholders are 0, the largest number and, from sox and ffmpeg, one near 2^31. */
function size32(bytes: number, before: number): number | undefined {
  const isPlaceholder = (bytes >= 0x7ffff000 && bytes <= 0x80000fff) || bytes >= 0xffffff00
  return bytes === 0 || isPlaceholder ? undefined : bytes + before
}

/** Placeholders are 0, negative numbers and sizes above an exabyte. */
function size64(bytes: bigint, before: number): number | undefined {
  return bytes <= 0n || bytes >= 1n << 60n ? undefined : Number(bytes) + before
}

const CAF_CHUNK_HEADER = 12

/** In a CAF, short chunks precede the chunk with the sound. */
function cafBytes(head: Buffer): number | undefined {
  for (let at = 8; ;) {
    const bytes = head.readBigInt64BE(at + 4)
    const end = size64(bytes, at + CAF_CHUNK_HEADER)
    if (end === undefined || head.toString('latin1', at, at + 4) === 'data') return end
    at = end
  }
}

const ASF_FILE_PROPERTIES = Buffer.from('a1dcab8c47a9cf118ee400c00c205365', 'hex')

function asfBytes(head: Buffer): number | undefined {
  const properties = head.indexOf(ASF_FILE_PROPERTIES)
  return properties < 0 ? undefined : size64(head.readBigInt64LE(properties + 40), 0)
}
