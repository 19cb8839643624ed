/** The least and the greatest sample of a time, from -1 to 1. */
export interface Peak {
  least: number
  greatest: number
}

/** What to draw of a sound. It is read part by part, when it is first seen. */
export interface Peaks {
  /** Undefined: not read yet, past the end, or there is none. */
  between(fromSeconds: number, toSeconds: number): Peak | undefined
  close(): void
}

/** Reads pairs of samples, `PEAKS_PER_SECOND` of them for each second. */
export type ReadPeaks = (range: { start: number; end: number; signal: AbortSignal }) => Promise<Int8Array>

const PEAKS_PER_SECOND = 50
/** A part is 30 kB. */
const PART_SECONDS = 300
const LOUDEST = 127

/** @param onRead is called when more can be drawn */
export function createPeaks(read: ReadPeaks, onRead: () => void): Peaks {
  const parts = new Map<number, Int8Array | undefined>()
  const reading = new AbortController()
  const { signal } = reading
  const readPart = async (part: number) => {
    const start = part * PART_SECONDS
    parts.set(part, await read({ start, end: start + PART_SECONDS, signal }))
    onRead()
  }
  const partAt = (part: number): Int8Array | undefined => {
    if (parts.has(part)) return parts.get(part)
    parts.set(part, undefined)
    // A part that cannot be read is drawn as silence. The lines can be corrected all the same.
    readPart(part).catch(() => {})
    return undefined
  }
  return {
    between(fromSeconds, toSeconds) {
      const first = Math.max(0, Math.floor(fromSeconds * PEAKS_PER_SECOND))
      const part = Math.floor(first / (PART_SECONDS * PEAKS_PER_SECOND))
      const pairs = partAt(part)
      if (!pairs) return undefined
      const offset = first - part * PART_SECONDS * PEAKS_PER_SECOND
      const count = Math.max(1, Math.round((toSeconds - fromSeconds) * PEAKS_PER_SECOND))
      return extremes(pairs, offset, count)
    },
    close: () => reading.abort(),
  }
}

function extremes(pairs: Int8Array, offset: number, count: number): Peak | undefined {
  let [least, greatest] = [0, 0]
  const end = Math.min(pairs.length, (offset + count) * 2)
  if (offset * 2 >= end) return undefined
  for (let index = offset * 2; index + 1 < end; index += 2) {
    least = Math.min(least, pairs[index] ?? 0)
    greatest = Math.max(greatest, pairs[index + 1] ?? 0)
  }
  return { least: least / LOUDEST, greatest: greatest / LOUDEST }
}
