type ReadSize = (head: Buffer) => number | undefined

/** By the first four bytes of a file. */
const BY_MARK: Readonly<Record<string, ReadSize>> = {
  RIFF: (head) => size32(head.readUInt32LE(4), 8),
  FORM: (head) => size32(head.readUInt32BE(4), 8),
  // WAV of more than 4 GiB: the size of 32 bits is filled with ones, and the first chunk has that of 64.
  RF64: (head) => size64(head.readBigInt64LE(20), 8),
  caff: cafBytes,
  '0&\xb2u': asfBytes,
}

/**
 * Size that the header of a file declares for the whole file, in bytes.
 * @returns undefined for a format without such a size, and where the recorder left a placeholder
 */
export function declaredBytes(head: Buffer): number | undefined {
  try {
    return BY_MARK[head.toString('latin1', 0, 4)]?.(head)
  } catch (error) {
    // The header itself is cut off.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** A stream has 0, the largest number, or what sox and ffmpeg write: the largest signed one, rounded down. */
function size32(bytes: number, before: number): number | undefined {
  const isPlaceholder = (bytes >= 0x7ffff000 && bytes <= 0x80000fff) || bytes >= 0xffffff00
  return bytes === 0 || isPlaceholder ? undefined : bytes + before
}

/** A stream has 0 or a number below 0; sizes beyond an exabyte are placeholders as well. */
function size64(bytes: bigint, before: number): number | undefined {
  return bytes <= 0n || bytes >= 1n << 60n ? undefined : Number(bytes) + before
}

const CAF_CHUNK_HEADER = 12

/** The sound of a CAF is one chunk among others, most of them short and in front of it. */
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
