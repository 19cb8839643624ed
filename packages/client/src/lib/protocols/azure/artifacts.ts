import type { Artifact } from '../../translation.ts'
import { type Body, urlIn } from '../answers.ts'

/** `IterationResult` of the specification: which file each URL leads to, named after the target's locale. */
const FILES = [
  ['translatedVideoFileUrl', 'mp4', 'video/mp4'],
  ['translatedAudioFileUrl', 'wav', 'audio/wav'],
  ['targetLocaleSubtitleWebvttFileUrl', 'vtt', 'text/vtt'],
  ['targetLocaleAdvancedSubtitleFileUrl', 'ass', 'text/x-ssa'],
  ['metadataJsonWebvttFileUrl', 'metadata.vtt', 'text/vtt'],
  ['reportFileUrl', 'report.json', 'application/json'],
] as const

/** Kinds that the same URL may lead to, by the ending of its path. */
const OTHERS: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  txt: 'text/plain',
  html: 'text/html',
}

/** The files of one language. */
export function artifactsOf(result: Body, locale: string): Artifact[] {
  return FILES.flatMap(([member, ending, mediaType]) => {
    const url = urlIn(result[member])
    if (!url) return []
    const own = /\.(\w+)$/.exec(url.pathname)?.[1]?.toLowerCase() ?? ''
    const other = Object.hasOwn(OTHERS, own) ? OTHERS[own] : undefined
    const name = other ? `${locale}.${ending.replace(/\w+$/, own)}` : `${locale}.${ending}`
    return [artifact(name, other ?? mediaType, url)]
  })
}

/** The subtitles of the source, which belong to no language asked for. */
export function sourceArtifactsOf(result: Body, from = 'source'): Artifact[] {
  const url = urlIn(result['sourceLocaleSubtitleWebvttFileUrl'])
  return url ? [artifact(`${from}.vtt`, 'text/vtt', url)] : []
}

/** Whether the translated video or audio can be had; subtitles alone are no translation. */
export function hasMedia(result: Body): boolean {
  return ['translatedVideoFileUrl', 'translatedAudioFileUrl'].some((member) => urlIn(result[member]))
}

/** A shared access signature says in `se` until when it works (Azure Storage, "Create a service SAS"). */
function artifact(name: string, mediaType: string, url: URL): Artifact {
  const untilMs = Date.parse(url.searchParams.get('se') ?? '')
  return {
    name,
    mediaType,
    url: url.href,
    ...(!Number.isNaN(untilMs) && { urlExpiresAt: new Date(untilMs).toISOString() }),
  }
}
