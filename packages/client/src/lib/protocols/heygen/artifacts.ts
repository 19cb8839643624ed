import type { Artifact } from '../../translation.ts'
import { type Body, urlIn } from '../answers.ts'

/** Which file each member leads to (heygen-com/heygen-cli, `gen/video-translate.go`), named after the language. */
const FILES = [
  ['video_url', 'mp4', 'video/mp4'],
  ['audio_url', 'mp3', 'audio/mpeg'],
  ['srt_caption_url', 'srt', 'application/x-subrip'],
  ['vtt_caption_url', 'vtt', 'text/vtt'],
  // Of a session of proofreading.
  ['srt_url', 'srt', 'application/x-subrip'],
] as const

/** Kinds that the URL of a sound may lead to as well, by the ending of its path. */
const SOUNDS: Readonly<Record<string, string>> = { wav: 'audio/wav', m4a: 'audio/mp4', aac: 'audio/aac' }

export function artifactsOf(body: Body, language: string): Artifact[] {
  return FILES.flatMap(([member, ending, mediaType]) => {
    const url = urlIn(body[member])
    if (!url) return []
    const own = /\.(\w+)$/.exec(url.pathname)?.[1]?.toLowerCase() ?? ''
    const other = member === 'audio_url' && Object.hasOwn(SOUNDS, own) ? SOUNDS[own] : undefined
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

/** Whether what was asked for is there: the sound may come before the video. */
export function hasResult(body: Body): boolean {
  const isSoundAlone = body['translate_audio_only'] === true && urlIn(body['audio_url'])
  return Boolean(isSoundAlone || urlIn(body['video_url']))
}

/** Presigned URLs say in `Expires` until when they work, or when they were signed and for how long (Amazon S3, version 2 and 4). */
function expiryOf({ searchParams }: URL): Pick<Artifact, 'urlExpiresAt'> {
  const told = searchParams.get('Expires')
  const signed = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(searchParams.get('X-Amz-Date') ?? '')
  const [year, month, day, hour, minute, second] = (signed ?? []).slice(1)
  const signedMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  const atMs = told
    ? Number(told) * 1000
    : signedMs + Number(searchParams.get('X-Amz-Expires') ?? Number.NaN) * 1000
  return atMs > 0 && atMs < 8e15 ? { urlExpiresAt: new Date(atMs).toISOString() } : {}
}
