import { resolve } from 'node:path'
import type { Media, VideoStream } from './media.ts'
import type { SlowScene } from 'video-translation-client/studio'
import { resultTimeExpression } from './slow-scenes.ts'

/** The picture that is encoded again, with the subtitles of a file. */
export interface BurnIn {
  /** Path of a file of Advanced SubStation Alpha. */
  ass: string
}

/** Hardly anybody sees a difference to the source at this quality of x264. */
const QUALITY = ['-crf', '18', '-preset', 'veryfast']
/** Each thread of x264 keeps pictures of its own in memory. */
const MAX_THREADS = 4

/**
 * The filter that draws the subtitles over the picture, with the output `[picture]`. The encoder
 * wants even sizes, so an odd one gets one more black pixel.
 */
export function burnInFilter(
  { index }: VideoStream,
  { ass }: BurnIn,
  scenes: readonly SlowScene[] = [],
): string {
  // The subtitles have the times of the result, so the picture gets those first.
  const slow = scenes.length === 0 ? '' : `setpts='(${resultTimeExpression('T', scenes)})/TB',`
  const even = 'pad=ceil(iw/2)*2:ceil(ih/2)*2'
  return `[0:${index}]${slow}ass=filename=${escapeFilterValue(resolve(ass))},${even},format=yuv420p[picture]`
}

/**
 * A value in a graph of filters. ffmpeg reads it twice: as the text of a graph, then as the value
 * of an option ("Notes on filtergraph escaping" of its manual).
 */
export function escapeFilterValue(value: string): string {
  const option = value.replace(/[\\':]/g, String.raw`\$&`)
  return option.replace(/[\\'[\],;]/g, String.raw`\$&`)
}

/** The encoder of the first picture. Others are copied. */
export const BURN_IN_ENCODER = forPicture(['-c', 'libx264', ...QUALITY, '-threads', String(MAX_THREADS)])

function forPicture(options: readonly string[]): string[] {
  return options.map((option) => (option.startsWith('-') ? `${option}:v:0` : option))
}

/** The source as it is after its picture was encoded, to choose a container for it. */
export function withBurntPicture(media: Media): Media {
  const codec = 'h264'
  const pictures = media.pictures.map((picture) => {
    return picture.index === media.video?.index ? { ...picture, codec } : picture
  })
  return { ...media, pictures, ...(media.video && { video: { ...media.video, codec } }) }
}

/** x264 keeps about 20 pictures of 5 bytes a pixel, and address space counts more than memory. */
const PIXEL_BYTES = 250
/** Most bytes of a second, for each pixel of each picture. Noise takes about a tenth. */
const BYTES_PER_PIXEL = 0.1
/** Times as long as without encoding, for large pictures on the slowest usable machine. */
const SLOWNESS = 20
const USUAL_RATE = 60

/** What encoding costs beyond copying: address space, time, and bytes of the result. */
export function burnInCosts(media: Media): { memoryBytes: number; slowness: number; resultBytes: number } {
  const { width = 0, height = 0, frameRate = USUAL_RATE } = media.video ?? {}
  const pixels = width * height
  const resultBytes = media.seconds * frameRate * pixels * BYTES_PER_PIXEL
  return { memoryBytes: pixels * PIXEL_BYTES, slowness: SLOWNESS, resultBytes }
}
