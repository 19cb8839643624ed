import { open, stat } from 'node:fs/promises'
import type { Media } from './media.ts'
import { declaredBytes } from './declared-bytes.ts'

/** The missing end of a truncated file. */
export interface MissingEnd {
  /** Undefined if the file only shows that it was cut. */
  seconds: number | undefined
}

/** Apple pads a CAF so that its sound starts at 4096. The length stands right before it. */
const HEAD_BYTES = 8192
const TAIL_BYTES = 1 << 16
/** Lengths are rounded, and streams end at slightly different times. */
const TOLERANCE_SECONDS = 1

/** Formats whose length ffprobe estimates from the bit rate or from the last time stamp. */
const UNDECLARED = /^(aac|ac3|amr|mpeg|mpegts)$/

/**
 * Compares the length that a file declares with the length that was read from it. A truncated file
 * plays without an error to its end, so only this check finds it. It cannot find a transport stream
 * cut between two packets.
 */
export async function findMissingEnd(
  path: string,
  media: Media,
  foundSeconds: number,
): Promise<MissingEnd | undefined> {
  const { head, tail, size } = await readEnds(path)
  const declared = declaredSeconds(media, head) ?? secondsBySize(head, size, foundSeconds)
  const seconds = (declared ?? 0) - foundSeconds
  const tolerance = Math.max(TOLERANCE_SECONDS, foundSeconds * 0.02)
  if (seconds > tolerance) return { seconds }
  return isCut(media.format, head, tail, size) ? { seconds: undefined } : undefined
}

function declaredSeconds({ format, seconds }: Media, head: Buffer): number | undefined {
  if (UNDECLARED.test(format) || BY_SIZE.test(format)) return undefined
  // Without a frame count, the length of an MP3 is only an estimate.
  if (format === 'mp3' && !/Xing|Info|VBRI/.test(head.toString('latin1'))) return undefined
  return seconds
}

/** ffprobe measures the existing part of these formats. Their headers declare the full size. */
const BY_SIZE = /^(wav|caf|avi|asf|aiff|ogg)$/

function secondsBySize(head: Buffer, size: number, foundSeconds: number): number | undefined {
  const bytes = declaredBytes(head)
  return bytes === undefined || bytes <= size ? undefined : (foundSeconds * bytes) / size
}

function isCut(format: string, head: Buffer, tail: Buffer, size: number): boolean {
  if (format === 'ogg') return !endsWithLastPage(tail)
  if (format !== 'mpegts') return false
  return size % (head[0] === 0x47 ? 188 : 192) !== 0
}

const LAST_PAGE = 4

/** In an Ogg file, the last page of each stream has a mark. */
function endsWithLastPage(tail: Buffer): boolean {
  for (let at = tail.indexOf('OggS'); at >= 0; at = tail.indexOf('OggS', at + 4)) {
    if ((tail[at + 5] ?? 0) & LAST_PAGE) return true
  }
  return false
}

async function readEnds(path: string): Promise<{ head: Buffer; tail: Buffer; size: number }> {
  const { size } = await stat(path)
  await using file = await open(path)
  const read = async (length: number, position: number) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
    return buffer.subarray(0, bytesRead)
  }
  // An MP3 may have large cover art before its first frame.
  const start = id3Bytes(await read(10, 0))
  return {
    head: await read(HEAD_BYTES, start),
    tail: await read(TAIL_BYTES, Math.max(0, size - TAIL_BYTES)),
    size,
  }
}

function id3Bytes(head: Buffer): number {
  if (head.toString('latin1', 0, 3) !== 'ID3') return 0
  return 10 + [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((head[at] ?? 0) & 0x7f), 0)
}
