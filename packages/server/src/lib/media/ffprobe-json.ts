import type { AttachedFile, AudioStream, Media, PictureStream, VideoStream } from './media.ts'

/** The used part of ffprobe's JSON. */
export interface Probed {
  format?: { format_name?: string; duration?: string; start_time?: string; tags?: Tags }
  streams?: ProbedStream[]
  chapters?: unknown[]
}

type Tags = Record<string, string | undefined>

interface ProbedStream {
  index: number
  codec_type?: string
  codec_name?: string
  codec_tag_string?: string
  width?: number
  height?: number
  side_data_list?: { rotation?: number }[]
  avg_frame_rate?: string
  channels?: number
  sample_rate?: string
  start_time?: string
  tags?: Tags
  disposition?: Record<string, number | undefined>
}

/** @param docType of a Matroska file, because ffprobe does not report it */
export function toMedia({ format = {}, streams = [] }: Probed, docType: string | undefined): Media {
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
    attachments: streams.filter(({ codec_type }) => codec_type === 'attachment').map(toAttachment),
    data: streams.filter(({ codec_type }) => codec_type === 'data').map(toData),
    tags: definedTags(format.tags),
  }
}

/** Matroska declares the end instead of the length. They differ if the start is not zero. */
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
    ...shownSize(stream),
    frameRate: toRate(stream.avg_frame_rate),
  }
}

/** A phone that is held upright records a picture on its side. */
function shownSize({ width = 0, height = 0, side_data_list = [] }: ProbedStream) {
  const isOnSide = side_data_list.some(({ rotation = 0 }) => Math.abs(rotation) % 180 === 90)
  return isOnSide ? { width: height, height: width } : { width, height }
}

function toPicture(stream: ProbedStream): PictureStream {
  return {
    ...toAttachment(stream),
    codec: stream.codec_name ?? '',
    sized: (stream.width ?? 0) > 0,
    cover: isCover(stream),
  }
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
    flags: flagsOf(stream),
    start: Math.max(0, (Number(stream.start_time ?? origin) || 0) - origin),
  }
}

function toSubtitle(stream: ProbedStream): Media['subtitles'][number] {
  return {
    index: stream.index,
    codec: stream.codec_name ?? '',
    language: languageOf(stream),
    title: stream.tags?.['title'],
    flags: flagsOf(stream),
  }
}

function toAttachment({ index, tags = {} }: ProbedStream): AttachedFile {
  return { index, filename: tagOf(tags, 'filename'), mimetype: tagOf(tags, 'mimetype') }
}

function toData({ index, codec_tag_string = '', tags = {} }: ProbedStream): Media['data'][number] {
  return { index, kind: codec_tag_string, name: tags['handler_name'] }
}

/** Names of the dispositions that are set, e.g. `forced`. */
function flagsOf({ disposition = {} }: ProbedStream): string[] {
  return Object.keys(disposition).filter((flag) => disposition[flag] === 1)
}

function definedTags(tags: Tags = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

/** Some muxers write tag names in capitals. */
function tagOf(tags: Tags, name: string): string | undefined {
  return tags[name] ?? tags[name.toUpperCase()]
}

function languageOf(stream: ProbedStream): string | undefined {
  const language = stream.tags?.['language']
  return language === 'und' ? undefined : language
}

/** No source has more. A recorder that does not know its rate often declares that of its clock. */
const MAX_FRAME_RATE = 300

/** `30000/1001` to 29.97; undefined for ffprobe's `0/0`, and for a rate that no picture has. */
function toRate(fraction = ''): number | undefined {
  const [numerator = 0, denominator = 0] = fraction.split('/').map(Number)
  const rate = numerator / denominator
  return rate > 0 && rate <= MAX_FRAME_RATE ? rate : undefined
}
