import { invalid } from '../../errors.ts'
import type { Http } from '../../http/http.ts'
import { asText, type JsonObject, throwInvalidResponse } from '../parse.ts'
import { readData } from './envelope.ts'
import { languageIn, vendorId, withLanguage } from './ids.ts'
import { nameOf, tagOf } from './languages.ts'
import { type HeygenRequest, urlOf } from './request.ts'
import type { ApiVersion } from './api-version.ts'

const PATH = '/v2/video_translate'

/**
 * HeyGen's API, version 2 (docs.heygen.com, `video-translate` and `video-translate-status`). It has
 * no idempotency keys and no list, so a start with a lost response is not repeated: it could cost
 * twice.
 */
export const v2: ApiVersion = { name: 'heygen-v2', start, get }

async function start(http: Http, request: HeygenRequest): Promise<string[]> {
  const json = bodyOf(request)
  const call = { method: 'POST', path: PATH, json }
  const { video_translate_id: id, video_translate_ids: ids } = await http.attempt(call, readData)
  const startedIds = (Array.isArray(ids) ? ids : [id]).flatMap((each) => asText(each) ?? [])
  if (startedIds.length === 0) throwInvalidResponse('no `video_translate_id`')
  const languages = [...new Set(request.to.map(tagOf))]
  if (startedIds.length !== languages.length) return startedIds
  return languages.map((language, at) => withLanguage(startedIds[at] as string, language))
}

function bodyOf({ source, to, name, reference, proofread, options }: HeygenRequest): JsonObject {
  const url = urlOf(source)
  if (!url) throw invalid('Version 2 of HeyGen takes only URLs. Pass a URL, or use version 3.')
  if (proofread) throw invalid('Proofreading requires version 3 of HeyGen.', 'not_supported')
  const languages = [...new Set(to.map(nameOf))]
  return {
    video_url: url,
    ...(languages.length > 1 ? { output_languages: languages } : { output_language: languages[0] }),
    ...(name && { title: name }),
    ...(reference && { callback_id: reference }),
    ...options,
  }
}

async function get(http: Http, part: string): Promise<JsonObject> {
  const id = vendorId(part)
  const data = await http.send({ path: `${PATH}/${encodeURIComponent(id)}` }, readData)
  const { url, message } = data
  return { ...data, id, output_language: languageIn(part), video_url: url, failure_message: message }
}
