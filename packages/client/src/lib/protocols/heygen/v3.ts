import type { CreateOptions } from '../../create-options.ts'
import { hasCode, invalid } from '../../errors.ts'
import type { Call, Http } from '../../http/http.ts'
import { randomKey } from '../../random-key.ts'
import { sleep } from '../../timers.ts'
import { asObject, asText, type JsonObject, throwInvalidResponse } from '../parse.ts'
import { readData, readPage } from './envelope.ts'
import { proofreadId, proofreadSessionId } from './ids.ts'
import { nameOf } from './languages.ts'
import { type HeygenRequest, urlOf } from './request.ts'
import { upload } from './upload.ts'
import type { ApiVersion, StatusSummary } from './api-version.ts'

export const V3_PATH = '/v3/video-translations'
export const MOST_STATUSES = 100

/**
 * HeyGen's API, version 3 (heygen-com/heygen-cli, `gen/`, generated from the vendor's OpenAPI
 * document; developers.heygen.com/reference).
 */
export const v3: ApiVersion = { name: 'heygen', start, get, getMany }

async function start(http: Http, request: HeygenRequest, options: CreateOptions): Promise<string[]> {
  const { proofread = false, idempotencyKey = randomKey() } = request
  const call: Call = {
    method: 'POST',
    path: proofread ? `${V3_PATH}/proofreads` : V3_PATH,
    json: bodyOf(request, await videoOf(http, request, options)),
    headers: { 'idempotency-key': idempotencyKey },
  }
  const answer = await retryInProgress(http, () => http.send(call, readData))
  const ids = asTexts(answer[proofread ? 'proofread_ids' : 'video_translation_ids'])
  return proofread ? ids.map(proofreadId) : ids
}

function bodyOf(
  { from, to, name, reference, proofread, options }: HeygenRequest,
  video: JsonObject,
): JsonObject {
  return {
    video,
    output_languages: [...new Set(to.map(nameOf))],
    ...(name && { title: name }),
    // The proofreading request of version 3 does not have these members.
    ...(from && !proofread && { input_language: from }),
    ...(reference && !proofread && { callback_id: reference }),
    ...options,
  }
}

async function videoOf(http: Http, request: HeygenRequest, options: CreateOptions): Promise<JsonObject> {
  const { source, name } = request
  const url = urlOf(source)
  if (url) return { type: 'url', url }
  const asset = asText((source as { asset?: unknown }).asset)
  if (asset) return { type: 'asset_id', asset_id: asset }
  return { type: 'asset_id', asset_id: await upload(http, source as Blob, name, options) }
}

function asTexts(value: unknown): string[] {
  const texts = Array.isArray(value) ? value.flatMap((each) => asText(each) ?? []) : []
  return texts.length > 0 ? texts : throwInvalidResponse('no ids of translations')
}

const RETRY_MS = 2_000
const LIMIT_MS = 120_000

/**
 * Repeats a request while HeyGen still works on an earlier attempt (409 `request_in_progress`).
 * Giving up would lose the id of a translation that is paid for.
 */
export async function retryInProgress<T>(http: Http, send: () => Promise<T>): Promise<T> {
  for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
    try {
      return await send()
    } catch (error) {
      if (!hasCode(error, 'request_in_progress') || waitedMs >= LIMIT_MS) throw error
      await sleep(RETRY_MS, http.signal)
    }
  }
}

async function get(http: Http, id: string): Promise<JsonObject> {
  const session = proofreadSessionId(id)
  if (session) return await getProofread(http, session)
  return await http.send({ path: pathOf(id) }, readData)
}

/** A second request gets the URL of the subtitles that a person can edit. */
async function getProofread(http: Http, session: string): Promise<JsonObject> {
  const path = pathOf(session, 'proofreads')
  const body = { ...(await http.send({ path }, readData)), proofread: true }
  if (asObject(body)?.['status'] !== 'completed') return body
  return { ...body, srt_url: (await http.send({ path: `${path}/srt` }, readData))['srt_url'] }
}

async function getMany(http: Http, ids: readonly string[]): Promise<StatusSummary[]> {
  const query = new URLSearchParams({ video_translation_ids: ids.join(',') })
  const { items } = await http.send({ path: `${V3_PATH}/statuses`, query }, readPage)
  return items.flatMap((item) => summaryOf(item) ?? [])
}

/** HeyGen reuses the model of another resource here, so the id may be called `video_id`. */
function summaryOf(item: JsonObject): StatusSummary | undefined {
  const id = asText(item['video_id']) ?? asText(item['video_translation_id']) ?? asText(item['id'])
  const rawStatus = asText(item['status'])
  const error = item['error']
  return id && rawStatus
    ? { id, rawStatus, failure: asText(error) ?? asText(asObject(error)?.['message']) }
    : undefined
}

export function pathOf(id: string, below?: 'proofreads'): string {
  if (id === '.' || id === '..') throw invalid(`"${id}" is not an id at HeyGen.`)
  return [V3_PATH, ...(below ? [below] : []), encodeURIComponent(id)].join('/')
}
