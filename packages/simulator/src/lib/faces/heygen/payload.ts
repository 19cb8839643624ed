import type { Fields } from '../../serving/body.ts'
import { Refusal } from '../../refusal.ts'
import type { JobSource } from '../../backend/job.ts'
import type { Backend } from '../../backend/backend.ts'
import { invalidParameter } from './errors.ts'
import { HEYGEN_LANGUAGES } from './languages.ts'

/** A valid request to translate. */
export interface Payload {
  source: JobSource
  languages: string[]
  details: HeygenDetails
}

/** Facts that the face keeps with a job. */
export interface HeygenDetails {
  /** A `proofread` is a session that makes no video. */
  kind: 'translation' | 'proofread'
  title: string | undefined
  callbackUrl: string | undefined
  callbackId: string | undefined
  hasCaptions: boolean
  isSoundAlone: boolean
}

/**
 * Reads the body of `POST /v3/video-translations`, or one item of a batch.
 * @throws Refusal `invalid_parameter`
 */
export function readPayload(fields: Fields, backend: Backend, kind: HeygenDetails['kind']): Payload {
  const { output_languages: languages, mode, title, input_language: language } = fields
  if (mode !== undefined && mode !== 'speed' && mode !== 'precision')
    throw invalidParameter('mode', 'mode must be speed or precision')
  if (kind === 'proofread' && textIn(title) === undefined)
    throw invalidParameter('title', 'title is required')
  return {
    source: {
      ...readVideo(fields['video'], backend),
      ...(textIn(language) && { language: textIn(language) as string }),
    },
    languages: readLanguages(languages, 'output_languages'),
    details: readDetails(fields, kind),
  }
}

export function readDetails(fields: Fields, kind: HeygenDetails['kind']): HeygenDetails {
  return {
    kind,
    title: textIn(fields['title']),
    callbackUrl: textIn(fields['callback_url']),
    callbackId: textIn(fields['callback_id']),
    hasCaptions: fields['enable_caption'] === true || fields['captions'] === true,
    isSoundAlone: fields['translate_audio_only'] === true,
  }
}

export function readLanguages(value: unknown, param: string): string[] {
  if (!Array.isArray(value) || value.length === 0) throw invalidParameter(param, `${param} is required`)
  const unknown = value.find((each) => typeof each !== 'string' || !isLanguage(each))
  if (unknown !== undefined) throw invalidParameter(param, `Unsupported language: ${String(unknown)}`)
  return [...new Set(value as string[])]
}

/** Whether the text is a language name, or a code of the older documents. */
function isLanguage(text: string): boolean {
  return HEYGEN_LANGUAGES.includes(text) || /^[a-z]{2,3}(-[A-Za-z\d]+)*$/.test(text)
}

function readVideo(video: unknown, { uploads }: Backend): JobSource {
  const { type, url, asset_id: asset } = (video ?? {}) as Fields
  if (type === 'url') return { url: readUrl(url, 'video.url') }
  if (type !== 'asset_id' || typeof asset !== 'string')
    throw invalidParameter('video', 'video must be {type: "url", url} or {type: "asset_id", asset_id}')
  const upload = uploads.get(asset)
  if (!upload) throw new Refusal(404, 'asset_not_found', `Asset ${asset} not found`)
  if (!upload.complete) throw invalidParameter('video.asset_id', `Asset ${asset} is not complete`)
  return { upload: asset, bytes: upload.bytes, ...(upload.name && { name: upload.name }) }
}

export function readUrl(url: unknown, param: string): string {
  if (typeof url === 'string' && /^https?:/.test(url) && URL.canParse(url)) return url
  throw invalidParameter(param, `${param} must be a URL`)
}

export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
