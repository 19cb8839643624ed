import { invalid } from '../../errors.ts'
import type { Http } from '../../http/http.ts'
import { type Body, lacks, textIn } from '../answers.ts'
import { readData } from './envelope.ts'
import { languageIn, ownId, withLanguage } from './ids.ts'
import { nameOf, tagOf } from './languages.ts'
import { type HeygenRequest, urlOf } from './request.ts'
import type { Wire } from './wire.ts'

const PATH = '/v2/video_translate'

/**
 * HeyGen's API, version 2 (docs.heygen.com, `video-translate` and `video-translate-status`). It has no idempotency keys and nothing to find
 * a start by, so one whose answer was lost is not repeated: that would be paid twice.
 */
export const v2: Wire = { name: 'heygen-v2', start, one }

async function start(http: Http, request: HeygenRequest): Promise<string[]> {
  const json = bodyOf(request)
  const call = { method: 'POST', path: PATH, json }
  const { video_translate_id: id, video_translate_ids: ids } = await http.attempt(call, readData)
  const told = (Array.isArray(ids) ? ids : [id]).flatMap((each) => textIn(each) ?? [])
  if (told.length === 0) lacks('the ids of translations')
  const languages = [...new Set(request.to.map(tagOf))]
  if (told.length !== languages.length) return told
  return languages.map((language, at) => withLanguage(told[at] as string, language))
}

function bodyOf({ source, to, name, reference, proofread, options }: HeygenRequest): Body {
  const url = urlOf(source)
  if (!url) throw invalid('Version 2 of HeyGen takes URLs only; give one, or use version 3.')
  if (proofread) throw invalid('Proofreading goes with version 3 only.', 'not_supported')
  const languages = [...new Set(to.map(nameOf))]
  return {
    video_url: url,
    ...(languages.length > 1 ? { output_languages: languages } : { output_language: languages[0] }),
    ...(name && { title: name }),
    ...(reference && { callback_id: reference }),
    ...options,
  }
}

async function one(http: Http, part: string): Promise<Body> {
  const id = ownId(part)
  const data = await http.send({ path: `${PATH}/${encodeURIComponent(id)}` }, readData)
  const { url, message } = data
  return { ...data, id, output_language: languageIn(part), video_url: url, failure_message: message }
}
