import type { AttachedFile, Media, SubtitleStream } from './media.ts'
import type { OutputContainer } from './render-plan.ts'

/** The parts of a source besides its picture and its sound that the result keeps. */
export interface KeptParts {
  covers: Media['pictures']
  subtitles: KeptSubtitle[]
  attachments: AttachedFile[]
  /** Descriptions of the parts that the container cannot hold, for users. */
  lost: string[]
}

export interface KeptSubtitle extends SubtitleStream {
  /** `copy`, or the encoder for the container's own text format. */
  encoder: string
}

const TEXT = /^(subrip|srt|ass|ssa|webvtt|mov_text|text)$/

/** Decides which parts of the source the container can hold. */
export function planKeptParts(media: Media, container: OutputContainer): KeptParts {
  const covers = media.pictures.filter(({ cover }) => cover)
  const kept = {
    covers: covers.filter(({ codec, sized }) => sized && container.covers.test(codec)),
    subtitles: media.subtitles.flatMap((stream) => keepSubtitle(stream, container)),
    attachments: container.attaches ? media.attachments.filter(hasName) : [],
  }
  const lost = [
    ...covers.filter((cover) => !kept.covers.includes(cover)).map(({ codec }) => `cover art (${codec})`),
    ...lostSubtitles(media, kept.subtitles).map(
      ({ codec, language }) => `subtitles ${language ?? ''} (${codec})`,
    ),
    ...restyled(kept.subtitles).map(({ language }) => `the styles of subtitles ${language ?? ''}`),
    ...media.attachments
      .filter((file) => !kept.attachments.includes(file))
      .map(({ filename }) => `attachment ${filename ?? 'without a name'}`),
    ...media.data.filter(({ kind }) => !REBUILT.test(kind)).map(({ kind, name }) => `data ${name ?? kind}`),
  ]
  return { ...kept, lost: lost.map((text) => text.replace('  ', ' ')) }
}

/** ffmpeg writes time code and chapters again, from the picture's tag and its own list. */
const REBUILT = /^(tmcd|text)$/

function keepSubtitle(stream: SubtitleStream, container: OutputContainer): KeptSubtitle[] {
  if (!container.subtitleCodec) return []
  if (container.subtitles.test(stream.codec)) return [{ ...stream, encoder: 'copy' }]
  return TEXT.test(stream.codec) ? [{ ...stream, encoder: container.subtitleCodec }] : []
}

function lostSubtitles(media: Media, kept: KeptSubtitle[]): SubtitleStream[] {
  return media.subtitles.filter(({ index }) => !kept.some((each) => each.index === index))
}

function restyled(kept: KeptSubtitle[]): KeptSubtitle[] {
  return kept.filter(({ codec, encoder }) => encoder !== 'copy' && /^(ass|ssa)$/.test(codec))
}

/** Matroska requires a name and a type for an attachment. */
function hasName({ filename, mimetype }: AttachedFile): boolean {
  return filename !== undefined && mimetype !== undefined
}

/** Value for ffmpeg's `-disposition`, e.g. `forced+default`, or `0` for none. */
export function dispositionOf(flags: readonly string[], { keepDefault }: { keepDefault: boolean }): string {
  return flags.filter((flag) => keepDefault || flag !== 'default').join('+') || '0'
}

/** Tags that have their own boxes in MP4 and QuickTime. */
const STANDARD_TAGS =
  /^(major_brand|minor_version|compatible_brands|creation_time|encoder|title|artist|album|album_artist|composer|grouping|lyrics|date|genre|comment|description|synopsis|copyright|track|disc|show|network|episode_id|keywords|make|model|location(-\w+)?)$/

/**
 * Arguments that keep the tags of the file, e.g. its date and place. A camera's own tags
 * (`com.apple...`) need a list of keys. iTunes cannot read it, so only files with such tags get
 * one.
 * @param chapters number of the input that has the chapters
 */
export function tagArgs(media: Media, isMov: boolean, chapters = 0): string[] {
  const hasCustomTags = Object.keys(media.tags).some((tag) => !STANDARD_TAGS.test(tag))
  const flags = hasCustomTags ? '+faststart+use_metadata_tags' : '+faststart'
  const brands = ['major_brand', 'minor_version', 'compatible_brands'].flatMap((key) => [
    '-metadata',
    `${key}=`,
  ])
  return [
    '-map_metadata',
    '0',
    '-map_chapters',
    String(chapters),
    ...brands,
    ...(isMov ? ['-movflags', flags] : []),
  ]
}
