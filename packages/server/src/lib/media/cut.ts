import { fileUrl, type SafeInput } from './input.ts'
import { passTimeoutMs } from './limits.ts'
import type { Media } from './media.ts'
import { runFfmpeg } from './run.ts'

/** A container may need a little more than its source. */
const SPARE_BYTES = 2 ** 20

export interface CutRequest {
  input: SafeInput
  media: Media
  /** Seconds of the source. */
  start: number
  end: number
  out: string
  signal: AbortSignal
}

/**
 * Copies a part of a source into a file of the same kind, without encoding anything. A picture
 * cannot be cut between its key frames, so the part begins at the one before `start`.
 */
export async function cutMedia({ input, media, start, end, out, signal }: CutRequest): Promise<void> {
  const format = formatOf(media)
  const maps = ['0:v?', '0:a', '0:s?', ...(format === 'matroska' ? ['0:t?'] : [])].flatMap((map) => [
    '-map',
    map,
  ])
  const range = ['-ss', String(start), '-to', String(end)]
  // The range stands before `-i`, so that ffmpeg seeks instead of reading everything.
  const args = [...input.args.slice(0, -2), ...range, ...input.args.slice(-2), ...maps]
  const copy = [
    '-c',
    'copy',
    '-map_metadata',
    '0',
    '-avoid_negative_ts',
    'make_zero',
    '-f',
    format,
    fileUrl(out),
  ]
  const timeoutMs = passTimeoutMs({ seconds: media.seconds, bytes: input.bytes })
  const outputBytes = input.bytes + SPARE_BYTES
  await runFfmpeg({ args: [...args, ...copy], signal, timeoutMs, outputBytes })
}

function formatOf({ format, brand = '', video }: Media): string {
  if (!video) return 'matroska'
  if (brand === 'webm') return 'webm'
  if (format.includes('mp4')) return brand.startsWith('qt') ? 'mov' : 'mp4'
  return 'matroska'
}
