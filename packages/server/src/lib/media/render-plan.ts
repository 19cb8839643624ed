import type { AudioStream, Media } from './media.ts'

/** What can stand in a container, as far as the renderer needs to know. */
export interface OutputContainer {
  extension: 'mp4' | 'mov' | 'webm' | 'mkv' | 'm4a'
  muxer: string
  mediaType: string
  /** What the dub is encoded in. */
  dubCodec: 'aac' | 'libopus'
  /** Absent where subtitles only come as files beside it. */
  subtitleCodec?: 'mov_text' | 'srt' | 'webvtt'
  video: RegExp
  audio: RegExp
  subtitles: RegExp
  /** Kinds of cover art, as codecs. */
  covers: RegExp
  /** Whether files such as fonts can be attached. */
  attaches: boolean
}

const NEVER = /^$/

const MP4: OutputContainer = {
  extension: 'mp4',
  muxer: 'mp4',
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
  mediaType: 'video/quicktime',
  video:
    /^(h264|hevc|mpeg4|mpeg2video|mpeg1video|mjpeg|prores|dnxhd|h263|rawvideo|cinepak|qtrle|png|dvvideo|svq[13]|v210)$/,
  audio:
    /^(aac|mp3|mp2|ac3|eac3|alac|pcm_[sf]\d+[lb]e|pcm_[su]8|pcm_(alaw|mulaw)|adpcm_ima_qt|amr_nb|amr_wb)$/,
}

export const WEBM: OutputContainer = {
  extension: 'webm',
  muxer: 'webm',
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

/** The container that holds whatever another refused. */
export const LAST_RESORT = MKV

/** How a source comes out. */
export interface RenderPlan {
  container: OutputContainer
  /** True where the result is of another kind than the source. */
  changed: boolean
}

/** The source's own container where it can hold the picture; else Matroska. Sound alone becomes an m4a. */
export function planRender(media: Media): RenderPlan {
  if (!media.video) return { container: M4A, changed: !/m4a|mp4/.test(media.format) }
  const own = ownContainer(media)
  if (own && playing(media).every((codec) => own.video.test(codec)) && keepsSound(own, media)) {
    return { container: own, changed: false }
  }
  return { container: LAST_RESORT, changed: true }
}

/** Whether the original sound can be copied, bit by bit, or has to be encoded again. */
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

/** A WebM holds two codecs for sound and no other; encoding the original for its sake would be a loss for nothing. */
function keepsSound(container: OutputContainer, media: Media): boolean {
  return container !== WEBM || media.audio.every((stream) => canCopy(container, stream))
}
