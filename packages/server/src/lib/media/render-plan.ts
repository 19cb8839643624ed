import type { LanguageCodes } from './languages.ts'
import type { AudioStream, Media } from './media.ts'

/** A container of results, with the codecs that it can hold. */
export interface OutputContainer {
  extension: 'mp4' | 'mov' | 'webm' | 'mkv' | 'm4a'
  muxer: string
  mediaType: string
  /** How it writes the languages of its tracks. */
  languageCodes: LanguageCodes
  dubCodec: 'aac' | 'libopus'
  /** Absent if the container has no subtitles, which then only exist as separate files. */
  subtitleCodec?: 'mov_text' | 'srt' | 'webvtt'
  video: RegExp
  audio: RegExp
  subtitles: RegExp
  /** Codecs of cover art. */
  covers: RegExp
  /** Whether files such as fonts can be attached. */
  attaches: boolean
}

const NEVER = /^$/

const MP4: OutputContainer = {
  extension: 'mp4',
  muxer: 'mp4',
  languageCodes: 'T',
  mediaType: 'video/mp4',
  dubCodec: 'aac',
  subtitleCodec: 'mov_text',
  video: /^(h264|hevc|av1|vp9|mpeg4|mpeg2video|mpeg1video|mjpeg)$/,
  audio: /^(aac|mp3|mp2|ac3|eac3|dts|opus|alac)$/,
  subtitles: /^mov_text$/,
  covers: /^(mjpeg|png|bmp)$/,
  attaches: false,
}

const MOV: OutputContainer = {
  ...MP4,
  extension: 'mov',
  muxer: 'mov',
  languageCodes: 'quicktime',
  mediaType: 'video/quicktime',
  video:
    /^(h264|hevc|mpeg4|mpeg2video|mpeg1video|mjpeg|prores|dnxhd|h263|rawvideo|cinepak|qtrle|png|dvvideo|svq[13]|v210)$/,
  audio:
    /^(aac|mp3|mp2|ac3|eac3|alac|pcm_[sf]\d+[lb]e|pcm_[su]8|pcm_(alaw|mulaw)|adpcm_ima_qt|amr_nb|amr_wb)$/,
}

export const WEBM: OutputContainer = {
  extension: 'webm',
  muxer: 'webm',
  languageCodes: 'B',
  mediaType: 'video/webm',
  dubCodec: 'libopus',
  subtitleCodec: 'webvtt',
  video: /^(vp8|vp9|av1)$/,
  audio: /^(opus|vorbis)$/,
  subtitles: /^webvtt$/,
  covers: NEVER,
  attaches: false,
}

const MKV: OutputContainer = {
  extension: 'mkv',
  muxer: 'matroska',
  languageCodes: 'B',
  mediaType: 'video/x-matroska',
  dubCodec: 'aac',
  subtitleCodec: 'srt',
  video: /./,
  audio:
    /^(aac|mp[123]|ac3|eac3|dts|truehd|mlp|opus|vorbis|flac|alac|wavpack|tta|pcm_[sf]\d+le|pcm_u8|wma.*|ra_\d+|cook|real_.*)$/,
  subtitles: /^(subrip|srt|ass|ssa|webvtt|hdmv_pgs_subtitle|dvd_subtitle|dvb_subtitle)$/,
  covers: /^(mjpeg|png)$/,
  attaches: true,
}

const M4A: OutputContainer = {
  ...MP4,
  extension: 'm4a',
  muxer: 'ipod',
  mediaType: 'audio/mp4',
  subtitleCodec: undefined,
  video: NEVER,
  audio: /^(aac|alac|ac3)$/,
  subtitles: NEVER,
}

/** The container for everything that another one cannot hold. */
export const FALLBACK_CONTAINER = MKV

/** The container of the result. */
export interface RenderPlan {
  container: OutputContainer
  /** True if it differs from the source's container. */
  changed: boolean
}

/** The source's own container if it can hold the picture, else Matroska. Sound becomes m4a. */
export function planRender(media: Media): RenderPlan {
  if (!media.video) return { container: M4A, changed: !/m4a|mp4/.test(media.format) }
  const own = ownContainer(media)
  if (own && playing(media).every((codec) => own.video.test(codec)) && keepsSound(own, media)) {
    return { container: own, changed: false }
  }
  return { container: FALLBACK_CONTAINER, changed: true }
}

/** Whether the container can hold the original sound without encoding it again. */
export function canCopy(container: OutputContainer, stream: AudioStream): boolean {
  return container.audio.test(stream.codec)
}

function ownContainer({ format, brand }: Media): OutputContainer | undefined {
  if (/\bmp4\b/.test(format)) return brand === 'qt' ? MOV : MP4
  if (!/\bmatroska\b/.test(format)) return undefined
  return brand === 'webm' ? WEBM : MKV
}

function playing(media: Media): string[] {
  return media.pictures.filter(({ cover }) => !cover).map(({ codec }) => codec)
}

/** WebM holds only two audio codecs. Another container avoids a lossy second encoding. */
function keepsSound(container: OutputContainer, media: Media): boolean {
  return container !== WEBM || media.audio.every((stream) => canCopy(container, stream))
}
