/** A range of bytes, both ends included. */
export interface ByteRange {
  start: number
  end: number
}

/**
 * The range that a `Range` header requests. Undefined means the whole file, also for several ranges
 * at once and for unknown units.
 */
export function parseByteRange(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/.exec(header ?? '')
  if (!match) return undefined
  const [, first, last] = match
  if (!first && !last) return undefined
  return first ? fromTo(Number(first), last ? Number(last) : Infinity, size) : suffix(Number(last), size)
}

function fromTo(start: number, end: number, size: number): ByteRange | 'unsatisfiable' | undefined {
  if (start > end) return undefined
  return start < size ? { start, end: Math.min(end, size - 1) } : 'unsatisfiable'
}

function suffix(length: number, size: number): ByteRange | 'unsatisfiable' {
  return length > 0 && size > 0 ? { start: Math.max(0, size - length), end: size - 1 } : 'unsatisfiable'
}
