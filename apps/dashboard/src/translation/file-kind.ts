import type { Artifact } from 'video-translation-client'

/** What a file is to the person who downloads it. */
export type FileKind = 'video' | 'sound' | 'subtitles' | 'transcript' | 'report'

/** Undefined: its name has to do. */
export function fileKindOf({ name, mediaType }: Artifact): FileKind | undefined {
  if (mediaType.startsWith('video/')) return 'video'
  if (mediaType.startsWith('audio/')) return 'sound'
  if (/\.(srt|vtt|ass)$/.test(name)) return 'subtitles'
  if (name === 'transcript.json') return 'transcript'
  return name.endsWith('.report.json') ? 'report' : undefined
}
