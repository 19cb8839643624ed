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

/** Output of the source task, and input of every target. File values are keys of the file store. */
export interface Prepared {
  media: Media
  source: string
  /** Index into `media.audio` of the stream that is translated. */
  audio: number
  language: string
  /** The cues as JSON. */
  transcript: string
  /** Milliseconds that each step of the source task took. */
  stagesMs: Record<string, number>
}

/** What was done with one cue; the rows of `es.report.json`. */
export interface CueReport {
  id: number
  start: number
  end: number
  text: string
  translated: string
  /** Seconds the cue may take: until the next cue starts, less a breath. */
  slotSeconds: number
  /** Seconds the dub of it takes; 0 when nothing was spoken. */
  dubSeconds: number
  /** Rate asked of the voice. */
  speed: number
  /** Time stretch applied afterwards; 1 is none. */
  tempo: number
  /** Seconds by which it still runs over its slot, after both. */
  overflowSeconds: number
  retries: number
  /** Why nothing was spoken: `empty`, `failed`. */
  skipped?: string
}
