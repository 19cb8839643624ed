import type { Artifact } from '../../../artifact.ts'
import { splitDubs } from './ids.ts'

/** Formats of `/v1/dubbing/{id}/transcript/{language}`, by file ending. */
const TRANSCRIPTS: Readonly<Record<string, { format: string; mediaType: string }>> = {
  srt: { format: 'srt', mediaType: 'application/x-subrip' },
  vtt: { format: 'webvtt', mediaType: 'text/vtt' },
}

/** The files of a finished dub in one language. They need the API key, so none has a URL. */
export function dubArtifacts(language: string, contentType: string | undefined): Artifact[] {
  const main = contentType?.startsWith('audio/')
    ? { name: `${language}.mp3`, mediaType: 'audio/mpeg' }
    : { name: `${language}.mp4`, mediaType: 'video/mp4' }
  const transcripts = Object.entries(TRANSCRIPTS).map(([ending, { mediaType }]) => ({
    name: `${language}.${ending}`,
    mediaType,
  }))
  return [main, ...transcripts]
}

/** The path of an artifact, at the dub of its language. */
export function dubArtifactPath(translationId: string, name: string): string {
  const dot = name.lastIndexOf('.')
  const [language, ending] = [name.slice(0, dot), name.slice(dot + 1)]
  const dubs = splitDubs(translationId)
  const { id } = dubs.find((dub) => dub.language === language) ?? dubs[0]
  const transcript = Object.hasOwn(TRANSCRIPTS, ending) ? TRANSCRIPTS[ending] : undefined
  return transcript
    ? `/v1/dubbing/${id}/transcript/${encodeURIComponent(language)}?format_type=${transcript.format}`
    : `/v1/dubbing/${id}/audio/${encodeURIComponent(language)}`
}
