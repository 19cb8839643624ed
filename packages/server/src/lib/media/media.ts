/** Description of a source, from ffprobe. */
export interface Media {
  /** ffprobe's `format_name`, e.g. `mov,mp4,m4a,3gp,3g2,mj2`. */
  format: string
  /** Member of a format family: the brand of an MP4 or QuickTime file (`qt`), or `webm`. */
  brand?: string
  seconds: number
  /** The playing picture. Absent for a source without one. */
  video?: VideoStream
  /** Every picture stream in the file's order, including the playing one and cover art. */
  pictures: PictureStream[]
  /** At least one, because a source without sound is refused. */
  audio: AudioStream[]
  subtitles: SubtitleStream[]
  /** Embedded files, e.g. fonts. Cover art is in `pictures`. */
  attachments: AttachedFile[]
  /** Other streams, e.g. a camera's motion. `kind` is the tag of the codec. */
  data: { index: number; kind: string; name?: string }[]
  /** Tags of the whole file, with ffprobe's names. */
  tags: Record<string, string>
}

export interface SubtitleStream {
  index: number
  codec: string
  language?: string
  title?: string
  /** Dispositions that are set, e.g. `forced`, `hearing_impaired`. */
  flags: string[]
}

export interface AttachedFile {
  index: number
  filename?: string
  mimetype?: string
}

export interface VideoStream {
  index: number
  codec: string
  /** Size in pixels as it is shown, after its rotation. */
  width: number
  height: number
  /** Frames a second, if known. */
  frameRate?: number
}

export interface PictureStream extends AttachedFile {
  codec: string
  /** Whether its size is known. An enormous picture is never decoded, so its size is not. */
  sized: boolean
  /** Whether it is cover art, which is not played. */
  cover: boolean
}

export interface AudioStream {
  index: number
  codec: string
  channels: number
  sampleRate: number
  language?: string
  title?: string
  default: boolean
  /** Dispositions that are set, e.g. `visual_impaired`. */
  flags: string[]
  /** Offset of the first sample in seconds, relative to the container's start. */
  start: number
}
