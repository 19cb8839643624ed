import type { Media } from './media.ts'

/** What a source is, to those who play it. */
export interface SourceKind {
  extension: string
  mediaType: string
  /** Whether browsers usually can. */
  playable: boolean
}

/** By ffprobe's names of formats, the first that fits. */
const KINDS: readonly (readonly [RegExp, extension: string, mediaType: string])[] = [
  [/\bmp4\b/, 'mp4', 'video/mp4'],
  [/\bmatroska\b/, 'mkv', 'video/x-matroska'],
  [/^wav$/, 'wav', 'audio/wav'],
  [/^mp3$/, 'mp3', 'audio/mpeg'],
  [/^flac$/, 'flac', 'audio/flac'],
  [/^ogg$/, 'ogg', 'application/ogg'],
  [/^aac$/, 'aac', 'audio/aac'],
  [/^avi$/, 'avi', 'video/x-msvideo'],
  [/^mpegts$/, 'ts', 'video/mp2t'],
  [/^mpeg$/, 'mpg', 'video/mpeg'],
]

/** What Chromium, Firefox and Safari can all play, by extension. */
const PLAYABLE: Record<string, { video: RegExp; audio: RegExp }> = {
  mp4: { video: /^h264$/, audio: /^(aac|mp3)$/ },
  m4a: { video: /^$/, audio: /^aac$/ },
  webm: { video: /^(vp8|vp9|av1)$/, audio: /^(opus|vorbis)$/ },
  wav: { video: /^$/, audio: /^pcm_s16le$/ },
  mp3: { video: /^$/, audio: /^mp3$/ },
  flac: { video: /^$/, audio: /^flac$/ },
  aac: { video: /^$/, audio: /^aac$/ },
}

export function describeSource(media: Media): SourceKind {
  const named = nameOf(media)
  return { ...named, playable: isPlayable(media, named.extension) }
}

function nameOf({ format, brand, video }: Media): Omit<SourceKind, 'playable'> {
  if (brand === 'webm') return { extension: 'webm', mediaType: video ? 'video/webm' : 'audio/webm' }
  if (brand === 'qt') return { extension: 'mov', mediaType: 'video/quicktime' }
  if (/\bmp4\b/.test(format) && !video) return { extension: 'm4a', mediaType: 'audio/mp4' }
  const found = KINDS.find(([pattern]) => pattern.test(format))
  if (found === undefined) return { extension: 'bin', mediaType: 'application/octet-stream' }
  const [, extension, mediaType] = found
  return { extension, mediaType }
}

/** A browser plays the first sound only, so the codecs of others do not matter. */
function isPlayable({ video, audio }: Media, extension: string): boolean {
  // A QuickTime file with the codecs of an MP4 plays like one.
  const codecs = PLAYABLE[extension === 'mov' ? 'mp4' : extension]
  if (codecs === undefined) return false
  return (video === undefined || codecs.video.test(video.codec)) && codecs.audio.test(audio[0]?.codec ?? '')
}
