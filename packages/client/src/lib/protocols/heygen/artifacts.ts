import type { Artifact } from '../../artifact.ts'
import { asUrl, type JsonObject } from '../parse.ts'

/**
 * The members that hold URLs (heygen-com/heygen-cli, `gen/video-translate.go`), each with its file
 * ending.
 */
const FILES = [
  ['video_url', 'mp4', 'video/mp4'],
  ['audio_url', 'mp3', 'audio/mpeg'],
  ['srt_caption_url', 'srt', 'application/x-subrip'],
  ['vtt_caption_url', 'vtt', 'text/vtt'],
  // Only in a proofreading session.
  ['srt_url', 'srt', 'application/x-subrip'],
] as const

/** Other audio types, by the ending of the URL's path. */
const AUDIO_TYPES: Readonly<Record<string, string>> = { wav: 'audio/wav', m4a: 'audio/mp4', aac: 'audio/aac' }

export function artifactsOf(body: JsonObject, language: string): Artifact[] {
  return FILES.flatMap(([member, ending, mediaType]) => {
    const url = asUrl(body[member])
    if (!url) return []
    const own = /\.(\w+)$/.exec(url.pathname)?.[1]?.toLowerCase() ?? ''
    const other = member === 'audio_url' && Object.hasOwn(AUDIO_TYPES, own) ? AUDIO_TYPES[own] : undefined
    return [
      {
        name: `${language}.${other ? own : ending}`,
        mediaType: other ?? mediaType,
        url: url.href,
        ...expiryOf(url),
      },
    ]
  })
}

/** Whether the requested file is there. The audio may come before the video. */
export function hasResult(body: JsonObject): boolean {
  const isAudioOnly = body['translate_audio_only'] === true && asUrl(body['audio_url'])
  return Boolean(isAudioOnly || asUrl(body['video_url']))
}

/**
 * Reads the expiry of a presigned Amazon S3 URL: version 2 has the time, version 4 has the time of
 * signing and the lifetime.
 */
function expiryOf({ searchParams }: URL): Pick<Artifact, 'urlExpiresAt'> {
  const expires = searchParams.get('Expires')
  const signed = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(searchParams.get('X-Amz-Date') ?? '')
  const [year, month, day, hour, minute, second] = (signed ?? []).slice(1)
  const signedMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  const atMs = expires
    ? Number(expires) * 1000
    : signedMs + Number(searchParams.get('X-Amz-Expires') ?? Number.NaN) * 1000
  return atMs > 0 && atMs < 8e15 ? { urlExpiresAt: new Date(atMs).toISOString() } : {}
}
