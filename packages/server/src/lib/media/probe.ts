import { EngineError } from '../engines/engine.ts'
import type { AudioStream, Media, PictureStream, VideoStream } from '../engines/pipeline/media.ts'
import type { SafeInput } from './input.ts'
import { isProtected } from './protection.ts'
import { MediaToolFailed, runFfprobe } from './run.ts'

const TIME_LIMIT_MS = 120_000

/** The part of ffprobe's JSON that is read here. */
interface Probed {
  format?: { format_name?: string; duration?: string; start_time?: string; tags?: Tags }
  streams?: ProbedStream[]
}

type Tags = Record<string, string | undefined>

interface ProbedStream {
  index: number
  codec_type?: string
  codec_name?: string
  width?: number
  height?: number
  avg_frame_rate?: string
  channels?: number
  sample_rate?: string
  start_time?: string
  tags?: Tags
  disposition?: Record<string, number | undefined>
}

/**
 * What is in the file.
 * @throws EngineError `broken_media` when it cannot be read, `protected_media` when it is encrypted, `no_audio` when
 * it has no sound.
 */
export async function probeMedia(input: SafeInput, signal: AbortSignal): Promise<Media> {
  const probed = await readProbe(input, signal)
  const media = toMedia(probed, input.docType)
  await refuseProtected(input, media)
  refuseSilentFile(media)
  return media
}

async function readProbe(input: SafeInput, signal: AbortSignal): Promise<Probed> {
  const args = ['-show_format', '-show_streams', '-of', 'json', ...input.args]
  try {
    const probed = JSON.parse(await runFfprobe({ args, signal, timeoutMs: TIME_LIMIT_MS })) as Probed
    if (probed.streams?.some((stream) => stream.codec_name !== undefined)) return probed
    throw new EngineError('broken_media', 'The source holds no stream that can be decoded. Convert it first.')
  } catch (error) {
    if (error instanceof MediaToolFailed) throw brokenMedia(error)
    throw error
  }
}

/** The sentence for a file that its demuxer gave up on. */
export function brokenMedia(failure: MediaToolFailed): EngineError {
  const message = failure.detail.includes('moov atom not found')
    ? 'The source is broken: its index (moov atom) is missing, so the recording or the transfer broke off. Send it again.'
    : failure.timedOut
      ? 'The source could not be read in time. Convert it, e.g. to mp4, and send it again.'
      : `The source is broken or of an unknown kind (${failure.reason}). Check that it plays, and send it again.`
  return new EngineError('broken_media', message, { cause: failure })
}

async function refuseProtected({ path }: SafeInput, { format }: Media): Promise<void> {
  if (!/\bmp4\b/.test(format) || !(await isProtected(path))) return
  throw new EngineError(
    'protected_media',
    'The source is encrypted (DRM) and cannot be decoded. Send an unprotected copy.',
  )
}

function refuseSilentFile(media: Media): void {
  if (media.audio.length > 0) return
  throw new EngineError(
    'no_audio',
    'The source has no sound, so there is nothing to translate. Send a file with speech.',
  )
}

function toMedia({ format = {}, streams = [] }: Probed, docType: string | undefined): Media {
  const origin = Number(format.start_time ?? 0) || 0
  const pictures = streams.filter(isDecodable('video'))
  const playing = pictures.find((stream) => !isCover(stream))
  return {
    format: format.format_name ?? '',
    brand: docType ?? (format.tags?.['major_brand']?.trim() || undefined),
    seconds: lengthOf(format, origin),
    video: playing && toVideo(playing),
    pictures: pictures.map(toPicture),
    audio: streams.filter(isDecodable('audio')).map((stream) => toAudio(stream, origin)),
    subtitles: streams.filter(isDecodable('subtitle')).map(toSubtitle),
  }
}

/** Matroska tells where the file ends, and not how long it is; the two differ where it does not start at zero. */
function lengthOf({ format_name = '', duration }: NonNullable<Probed['format']>, origin: number): number {
  const seconds = Number(duration ?? 0) || 0
  return format_name.includes('matroska') ? seconds - Math.max(0, origin) : seconds
}

function isDecodable(type: string): (stream: ProbedStream) => boolean {
  return (stream) => stream.codec_type === type && (stream.codec_name ?? 'unknown') !== 'unknown'
}

function isCover(stream: ProbedStream): boolean {
  return stream.disposition?.['attached_pic'] === 1 || stream.disposition?.['timed_thumbnails'] === 1
}

function toVideo(stream: ProbedStream): VideoStream {
  return {
    index: stream.index,
    codec: stream.codec_name ?? '',
    width: stream.width ?? 0,
    height: stream.height ?? 0,
    frameRate: toRate(stream.avg_frame_rate),
  }
}

function toPicture(stream: ProbedStream): PictureStream {
  return { index: stream.index, codec: stream.codec_name ?? '', cover: isCover(stream) }
}

function toAudio(stream: ProbedStream, origin: number): AudioStream {
  return {
    index: stream.index,
    codec: stream.codec_name ?? '',
    channels: stream.channels ?? 0,
    sampleRate: Number(stream.sample_rate ?? 0),
    language: languageOf(stream),
    title: stream.tags?.['title'],
    default: stream.disposition?.['default'] === 1,
    start: Math.max(0, (Number(stream.start_time ?? origin) || 0) - origin),
  }
}

function toSubtitle(stream: ProbedStream): Media['subtitles'][number] {
  return { index: stream.index, codec: stream.codec_name ?? '', language: languageOf(stream) }
}

function languageOf(stream: ProbedStream): string | undefined {
  const language = stream.tags?.['language']
  return language === 'und' ? undefined : language
}

/** `30000/1001` to 29.97; undefined for ffprobe's `0/0`. */
function toRate(fraction = ''): number | undefined {
  const [numerator = 0, denominator = 0] = fraction.split('/').map(Number)
  return numerator > 0 && denominator > 0 ? numerator / denominator : undefined
}
