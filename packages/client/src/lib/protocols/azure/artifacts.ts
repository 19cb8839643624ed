import type { Artifact } from '../../artifact.ts'
import { asUrl, type JsonObject } from '../parse.ts'

/**
 * The members of `IterationResult` in the specification, each with its file ending and media type.
 */
const FILES = [
  ['translatedVideoFileUrl', 'mp4', 'video/mp4'],
  ['translatedAudioFileUrl', 'wav', 'audio/wav'],
  ['targetLocaleSubtitleWebvttFileUrl', 'vtt', 'text/vtt'],
  ['targetLocaleAdvancedSubtitleFileUrl', 'ass', 'text/x-ssa'],
  ['metadataJsonWebvttFileUrl', 'metadata.vtt', 'text/vtt'],
  ['reportFileUrl', 'report.json', 'application/json'],
] as const

/** Media types that a URL's own ending may name instead. */
const OTHER_TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  txt: 'text/plain',
  html: 'text/html',
}

/** The files of one target, named after its locale. */
export function artifactsOf(result: JsonObject, locale: string): Artifact[] {
  return FILES.flatMap(([member, ending, mediaType]) => {
    const url = asUrl(result[member])
    if (!url) return []
    const own = /\.(\w+)$/.exec(url.pathname)?.[1]?.toLowerCase() ?? ''
    const other = Object.hasOwn(OTHER_TYPES, own) ? OTHER_TYPES[own] : undefined
    const name = other ? `${locale}.${ending.replace(/\w+$/, own)}` : `${locale}.${ending}`
    return [artifact(name, other ?? mediaType, url)]
  })
}

/** The subtitles of the source, which belong to no target. */
export function sourceArtifactsOf(result: JsonObject, from = 'source'): Artifact[] {
  const url = asUrl(result['sourceLocaleSubtitleWebvttFileUrl'])
  return url ? [artifact(`${from}.vtt`, 'text/vtt', url)] : []
}

/** Whether there is a translated video or audio. Subtitles alone are no translation. */
export function hasMedia(result: JsonObject): boolean {
  return ['translatedVideoFileUrl', 'translatedAudioFileUrl'].some((member) => asUrl(result[member]))
}

/**
 * The parameter `se` of a shared access signature is its expiry (Azure Storage, "Create a service
 * SAS").
 */
function artifact(name: string, mediaType: string, url: URL): Artifact {
  const expiresMs = Date.parse(url.searchParams.get('se') ?? '')
  return {
    name,
    mediaType,
    url: url.href,
    ...(!Number.isNaN(expiresMs) && { urlExpiresAt: new Date(expiresMs).toISOString() }),
  }
}
