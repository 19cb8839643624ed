/** A file that the translation produced. */
export interface Artifact {
  /** Unique within the translation: `es.mp4`, `es.srt`, `transcript.json`, `es.report.json`. */
  name: string
  /** The URL of the file. It needs no key, but may expire. */
  url?: string
  /** When `url` expires. Get the translation again for a new one. */
  urlExpiresAt?: string
  mediaType: string
  bytes?: number
  /** A newer revision is to replace it. */
  stale?: boolean
}

/** A file to play while somebody corrects. It is no result, so it is not among the artifacts. */
export interface PlaybackFile extends Artifact {
  kind: PlaybackKind
  /** Whether browsers usually play it with the sound that was translated. Only for the source. */
  playable?: boolean
}

/**
 * `source`: what is translated. `proxy`: a smaller copy of it, which every browser plays. `dub`:
 * the dub alone, as long as the source and as loud as in the result. `peaks`: what to draw of a
 * sound; for each fiftieth of a second two signed bytes, the least and the greatest sample.
 */
export type PlaybackKind = 'source' | 'proxy' | 'dub' | 'peaks'
