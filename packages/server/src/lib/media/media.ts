/** What ffprobe tells of a source, as far as the pipeline needs it. */
export interface Media {
  /** Container as ffprobe's `format_name`, e.g. `mov,mp4,m4a,3gp,3g2,mj2`. */
  format: string
  /** Tells the members of a family apart: the major brand of an MP4 or QuickTime file (`isom`, `qt`), or `webm`. */
  brand?: string
  seconds: number
  /** The picture that plays; absent for a source with sound alone. */
  video?: VideoStream
  /** Every stream of pictures in the file's order, the one that plays and cover art included. */
  pictures: PictureStream[]
  /** At least one: a source without sound is refused. */
  audio: AudioStream[]
  subtitles: SubtitleStream[]
  /** Files within the file, such as fonts. Cover art is in `pictures`. */
  attachments: AttachedFile[]
  /** Streams of neither pictures, sound nor text, such as a camera's motion; `kind` is the tag of the codec. */
  data: { index: number; kind: string; name?: string }[]
  /** Tags of the whole file, as ffprobe names them. */
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
  width: number
  height: number
  /** Frames a second, as far as known. */
  frameRate?: number
}

export interface PictureStream extends AttachedFile {
  codec: string
  /** Whether its size is known; that of an enormous picture is not, because it is never decoded. */
  sized: boolean
  /** A still picture that belongs to the file and is not played. */
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
