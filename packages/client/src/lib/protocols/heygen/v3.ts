import type { CreateOptions } from '../../create-options.ts'
import { hasCode, invalid } from '../../errors.ts'
import type { Call, Http } from '../../http/http.ts'
import { randomKey } from '../../native/create.ts'
import { sleep } from '../../timers.ts'
import { type Body, bodyIn, lacks, textIn } from '../answers.ts'
import { readData, readPage } from './envelope.ts'
import { proofreadId, proofreadIn } from './ids.ts'
import { nameOf } from './languages.ts'
import { type HeygenRequest, urlOf } from './request.ts'
import { upload } from './upload.ts'
import type { Told, Wire } from './wire.ts'

export const V3_PATH = '/v3/video-translations'
export const MOST_STATUSES = 100

/** HeyGen's API, version 3 (heygen-com/heygen-cli, `gen/`, made of the vendor's OpenAPI document; developers.heygen.com/reference). */
export const v3: Wire = { name: 'heygen', start, one, statuses }

async function start(http: Http, request: HeygenRequest, options: CreateOptions): Promise<string[]> {
  const { proofread = false, idempotencyKey = randomKey() } = request
  const call: Call = {
    method: 'POST',
    path: proofread ? `${V3_PATH}/proofreads` : V3_PATH,
    json: bodyOf(request, await videoOf(http, request, options)),
    headers: { 'idempotency-key': idempotencyKey },
  }
  const answer = await onceAnswered(http, () => http.send(call, readData))
  const ids = textsIn(answer[proofread ? 'proofread_ids' : 'video_translation_ids'])
  return proofread ? ids.map(proofreadId) : ids
}

function bodyOf({ from, to, name, reference, proofread, options }: HeygenRequest, video: Body): Body {
  return {
    video,
    output_languages: [...new Set(to.map(nameOf))],
    ...(name && { title: name }),
    // The document of version 3 has no such members where subtitles are edited first.
    ...(from && !proofread && { input_language: from }),
    ...(reference && !proofread && { callback_id: reference }),
    ...options,
  }
}

async function videoOf(http: Http, request: HeygenRequest, options: CreateOptions): Promise<Body> {
  const { source, name } = request
  const url = urlOf(source)
  if (url) return { type: 'url', url }
  const asset = textIn((source as { asset?: unknown }).asset)
  if (asset) return { type: 'asset_id', asset_id: asset }
  return { type: 'asset_id', asset_id: await upload(http, source as Blob, name, options) }
}

function textsIn(value: unknown): string[] {
  const texts = Array.isArray(value) ? value.flatMap((each) => textIn(each) ?? []) : []
  return texts.length > 0 ? texts : lacks('the ids of translations')
}

const IN_PROGRESS_MS = 2_000
const PATIENCE_MS = 120_000

/**
 * A repeat that comes while the first is still being answered is told so (409 `request_in_progress`), without a time to wait. Giving up
 * then would leave a translation that is paid for and that nobody has the id of.
 */
export async function onceAnswered<T>(http: Http, send: () => Promise<T>): Promise<T> {
  for (let waitedMs = 0; ; waitedMs += IN_PROGRESS_MS) {
    try {
      return await send()
    } catch (error) {
      if (!hasCode(error, 'request_in_progress') || waitedMs >= PATIENCE_MS) throw error
      await sleep(IN_PROGRESS_MS, http.signal)
    }
  }
}

async function one(http: Http, id: string): Promise<Body> {
  const session = proofreadIn(id)
  if (session) return await proofread(http, session)
  return await http.send({ path: pathOf(id) }, readData)
}

/** Subtitles that can be edited are where another address says. */
async function proofread(http: Http, session: string): Promise<Body> {
  const path = pathOf(session, 'proofreads')
  const body = { ...(await http.send({ path }, readData)), proofread: true }
  if (bodyIn(body)?.['status'] !== 'completed') return body
  return { ...body, srt_url: (await http.send({ path: `${path}/srt` }, readData))['srt_url'] }
}

async function statuses(http: Http, ids: readonly string[]): Promise<Told[]> {
  const query = new URLSearchParams({ video_translation_ids: ids.join(',') })
  const { items } = await http.send({ path: `${V3_PATH}/statuses`, query }, readPage)
  return items.flatMap((item) => toldOf(item) ?? [])
}

/** The id is called `video_id`: the model is that of another resource, says the document. */
function toldOf(item: Body): Told | undefined {
  const id = textIn(item['video_id']) ?? textIn(item['video_translation_id']) ?? textIn(item['id'])
  const word = textIn(item['status'])
  const error = item['error']
  return id && word ? { id, word, failure: textIn(error) ?? textIn(bodyIn(error)?.['message']) } : undefined
}

export function pathOf(id: string, below?: 'proofreads'): string {
  if (id === '.' || id === '..') throw invalid(`HeyGen has no id such as "${id}".`)
  return [V3_PATH, ...(below ? [below] : []), encodeURIComponent(id)].join('/')
}
