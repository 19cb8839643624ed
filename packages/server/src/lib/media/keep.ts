import type { AttachedFile, Media, SubtitleStream } from './media.ts'
import type { OutputContainer } from './render-plan.ts'

/** What becomes of the parts of a source besides its picture and its sound. */
export interface Kept {
  covers: Media['pictures']
  subtitles: KeptSubtitle[]
  attachments: AttachedFile[]
  /** What the result's container cannot hold, in words for a person. */
  lost: string[]
}

export interface KeptSubtitle extends SubtitleStream {
  /** `copy`, or the container's own kind of text. */
  encoder: string
}

const TEXT = /^(subrip|srt|ass|ssa|webvtt|mov_text|text)$/

/** Decides what the container can hold of the source. */
export function planKept(media: Media, container: OutputContainer): Kept {
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

/** The time code is written anew from the picture's tag, chapters from the list of chapters. */
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

/** Matroska takes no attachment without a name and a type. */
function hasName({ filename, mimetype }: AttachedFile): boolean {
  return filename !== undefined && mimetype !== undefined
}

/** `forced+default` for ffmpeg's `-disposition`; `0` for none. `default` is left out where another track has it. */
export function dispositionOf(flags: readonly string[], isDefault: boolean): string {
  return flags.filter((flag) => isDefault || flag !== 'default').join('+') || '0'
}

/** Tags that MP4 and QuickTime have boxes for. */
const USUAL_TAGS =
  /^(major_brand|minor_version|compatible_brands|creation_time|encoder|title|artist|album|album_artist|composer|grouping|lyrics|date|genre|comment|description|synopsis|copyright|track|disc|show|network|episode_id|keywords|make|model|location(-\w+)?)$/

/**
 * Tags of the file, its date and place included. A camera's own keys (`com.apple...`) need a list of keys, which iTunes
 * does not read, so only files that have such keys get one.
 */
export function tagArgs(media: Media, isMov: boolean): string[] {
  const hasOwnKeys = Object.keys(media.tags).some((key) => !USUAL_TAGS.test(key))
  const flags = hasOwnKeys ? '+faststart+use_metadata_tags' : '+faststart'
  const brands = ['major_brand', 'minor_version', 'compatible_brands'].flatMap((key) => [
    '-metadata',
    `${key}=`,
  ])
  return ['-map_metadata', '0', '-map_chapters', '0', ...brands, ...(isMov ? ['-movflags', flags] : [])]
}
