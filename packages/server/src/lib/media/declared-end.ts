import { open, stat } from 'node:fs/promises'
import type { Media } from './media.ts'
import { declaredBytes } from './declared-bytes.ts'

/** How much of a file is not there. */
export interface MissingEnd {
  /** Undefined where the file only shows that it was cut. */
  seconds: number | undefined
}

/** Apple pads a CAF so that its sound begins at 4096: the length stands right before that. */
const HEAD_BYTES = 8192
const TAIL_BYTES = 1 << 16
/** Lengths are rounded, and streams end apart from each other. */
const TOLERANCE_SECONDS = 1

/** Formats whose length ffprobe estimates from the bit rate, or from the last time stamp that is left. */
const UNDECLARED = /^(aac|ac3|amr|mpeg|mpegts)$/

/**
 * Compares what a file announces with what was found in it: `foundSeconds` were read. A cut file plays without complaint
 * as far as it goes, so nobody else would notice. A transport stream that was cut between two packets cannot be told
 * from a whole one.
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
  // Without a count of frames the length of an MP3 is an estimate.
  if (format === 'mp3' && !/Xing|Info|VBRI/.test(head.toString('latin1'))) return undefined
  return seconds
}

/** ffprobe measures what is left of these formats. Their headers declare how many bytes there should be. */
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

/** The last page of each stream of an Ogg file is marked as such. */
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
  // Cover art in front of an MP3's first frame may be large.
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
