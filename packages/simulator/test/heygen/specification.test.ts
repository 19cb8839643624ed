import { createSimulator, type Simulator } from 'video-translation-simulator'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { differences, SHAPES } from './shapes.ts'

const PATH = '/v3/video-translations'
const VIDEO = { type: 'url', url: 'https://example.com/talk.mp4' }
const REQUEST = { video: VIDEO, output_languages: ['Spanish (Spain)', 'French'], enable_caption: true }

type Body = Record<string, unknown>

let simulator: Simulator
let delivered: Request[]

beforeEach(() => {
  delivered = []
  const receive = async (input: string | URL | Request, init?: RequestInit) => {
    if (String(input) === SRT_URL) return new Response(SRT.replace('Del archivo', 'De la URL'))
    delivered.push(new Request(input, init))
    return new Response(null, { status: 204 })
  }
  simulator = createSimulator({ face: 'heygen', scenario: '10m', speed: 0, fetch: receive })
})

afterEach(() => simulator.close())

test.each([
  ['5m', 'running', 'processing'],
  ['10m', 'completed', 'completed'],
])(
  'after %s the answers about a translation, many and a batch match the document',
  async (by, single, bulk) => {
    const { video_translation_ids: ids } = (await made(PATH, REQUEST, SHAPES.created)) as {
      video_translation_ids: string[]
    }
    const { batch_id: batch } = await data(
      'POST',
      `${PATH}/batches`,
      { video_translations: [REQUEST, {}] },
      202,
    )
    simulator.advance(by)
    expect(await shaped(`${PATH}/${ids[0]}`, SHAPES.translation)).toMatchObject({ status: single })
    const statuses = await list(
      `${PATH}/statuses?video_translation_ids=${ids.join(',')},nobody&batch_ids=${String(batch)}`,
      SHAPES.status,
    )
    expect(statuses.map(({ status }) => status)).toEqual([bulk, bulk, 'not_found', bulk, bulk, 'failed'])
    const { items, ...rest } = await shaped(`${PATH}/batches/${String(batch)}`, SHAPES.batch)
    for (const item of items as Body[]) expect(differences(item, SHAPES.item)).toEqual([])
    expect(rest).toMatchObject({ status: bulk, total_items: 3, counts_by_status: { [bulk]: 2, failed: 1 } })
  },
)

test('a batch that is too large is refused before any of its jobs runs', async () => {
  const fifty = Array.from({ length: 50 }, () => REQUEST)
  await refused('POST', `${PATH}/batches`, { video_translations: [...fifty, {}] }, 400)
  expect(simulator.jobs).toHaveLength(0)
  await data('POST', `${PATH}/batches`, { video_translations: fifty }, 202)
  expect(simulator.jobs).toHaveLength(100)
})

test('the oldest batches are forgotten, so that a server can run for long', async () => {
  const ids: unknown[] = []
  for (let number = 0; number < 1001; number++) {
    const { batch_id: id } = await data('POST', `${PATH}/batches`, { video_translations: [{}] }, 202)
    ids.push(id)
  }
  await refused('GET', `${PATH}/batches/${String(ids[0])}`, undefined, 404)
  expect(await data('GET', `${PATH}/batches/${String(ids[1])}`)).toMatchObject({ status: 'failed' })
})

test('translations are listed newest first, renamed and deleted', async () => {
  for (const title of ['one', 'two', 'three'])
    await data('POST', PATH, { ...REQUEST, output_languages: ['French'], title })
  const first = await answer('GET', `${PATH}?limit=2`)
  const titles = (page: Body) => (page['data'] as Body[]).map(({ title }) => title)
  expect([titles(first), first['has_more']]).toEqual([['three', 'two'], true])
  const second = await answer('GET', `${PATH}?limit=2&token=${String(first['next_token'])}`)
  expect([titles(second), second['has_more'], second['next_token']]).toEqual([['one'], false, null])
  for (const each of second['data'] as Body[]) expect(differences(each, SHAPES.translation)).toEqual([])
  const { id } = (second['data'] as Body[])[0] as { id: string }
  expect(await data('PATCH', `${PATH}/${id}`, { title: 'another' })).toMatchObject({ title: 'another' })
  expect(differences(await data('DELETE', `${PATH}/${id}`), SHAPES.deleted)).toEqual([])
  expect(await refused('GET', `${PATH}/${id}`, undefined, 404)).toMatchObject({ code: 'not_found' })
})

test('the answer and the webhook give the reason of a failure', async () => {
  const url = 'https://receiver.example/hook?a=1'
  const body = { ...REQUEST, callback_url: url, callback_id: 'mine' }
  const { video_translation_ids: ids } = await data('POST', PATH, body, 200, 'fails-early')
  simulator.advance('10m')
  const translation = await shaped(`${PATH}/${(ids as string[])[0]}`, SHAPES.translation)
  expect(translation).toMatchObject({
    status: 'failed',
    failure_message: expect.any(String),
    video_url: null,
  })
  // Each language has its own, and they arrive in any order.
  expect(await deliveries(2)).toContainEqual({
    event_type: 'video_translate.fail',
    event_data: {
      video_translate_id: (ids as string[])[0],
      message: translation['failure_message'],
      callback_id: 'mine',
      output_language: 'Spanish (Spain)',
    },
  })
})

test('an endpoint gets a webhook of every end, signed with its secret, until it is deleted', async () => {
  const endpoint = await made(
    '/v3/webhooks/endpoints',
    { url: 'https://receiver.example/all' },
    SHAPES.endpoint,
  )
  await made(
    '/v3/webhooks/endpoints',
    { url: 'https://receiver.example/none', events: ['batch.finished'] },
    SHAPES.endpoint,
  )
  const listed = await list('/v3/webhooks/endpoints', SHAPES.endpoint)
  expect(listed.map(({ secret }) => secret)).toEqual([null, null])
  const { secret } = await data(
    'POST',
    `/v3/webhooks/endpoints/${String(endpoint['endpoint_id'])}/rotate-secret`,
  )
  expect(secret).not.toBe(endpoint['secret'])
  await data('POST', PATH, { ...REQUEST, output_languages: ['French'] })
  simulator.advance('10m')
  const [event] = await deliveries(1)
  expect(differences(event, SHAPES.event)).toEqual([])
  expect(event).toMatchObject({
    event_type: 'video_translate.success',
    event_data: { url: expect.any(String) },
  })
  const { headers } = delivered[0]!
  expect(headers.get('heygen-signature')).toBe(await signature(String(secret), JSON.stringify(event)))
  expect(await list('/v3/webhooks/events?event_type=video_translate.success', SHAPES.delivered)).toHaveLength(
    1,
  )
  await answer('DELETE', `/v3/webhooks/endpoints/${String(endpoint['endpoint_id'])}`)
  expect(await list('/v3/webhooks/endpoints', SHAPES.endpoint)).toHaveLength(1)
})

test('subtitles are edited before the video is made', async () => {
  const begun = await made(`${PATH}/proofreads`, { ...REQUEST, title: 'A talk' }, SHAPES.proofreads)
  const path = `${PATH}/proofreads/${(begun['proofread_ids'] as string[])[0]}`
  expect(await shaped(path, SHAPES.proofread)).toMatchObject({ status: 'processing' })
  await refused('POST', `${path}/generate`, {}, 400)
  simulator.advance('10m')
  expect(await shaped(path, SHAPES.proofread)).toMatchObject({ status: 'completed' })
  await shaped(`${path}/srt`, SHAPES.subtitles)
  for (const srt of [await asset('talk.srt', SRT), { type: 'url', url: SRT_URL }])
    expect(differences(await data('PUT', `${path}/srt`, { srt }), SHAPES.proofread)).toEqual([])
  await refused('PUT', `${path}/srt`, { srt: VIDEO }, 400)
  await refused('PUT', `${path}/srt`, { srt: await asset('talk.srt', 'no subtitles') }, 400)
  expect(await fileOf(await data('GET', `${path}/srt`), 'srt_url')).toContain('De la URL.')
  const generated = await made(`${path}/generate`, { captions: true }, SHAPES.generated)
  const video = `${PATH}/${String(generated['video_translation_id'])}`
  expect(await shaped(video, SHAPES.translation)).toMatchObject({ status: 'running', title: 'A talk' })
  simulator.advance('10m')
  const captions = await fileOf(await data('GET', video), 'vtt_caption_url')
  expect(captions).toMatch(/^WEBVTT[^]*De la URL\./)
})

const SRT = '1\n00:00:00,000 --> 00:00:02,000\nDel archivo.\n'
const SRT_URL = 'https://example.com/talk.srt'

async function asset(name: string, content: string): Promise<object> {
  const form = new FormData()
  form.append('file', new File([content], name, { type: 'application/x-subrip' }))
  const response = await simulator.fetch('/v3/assets', {
    method: 'POST',
    body: form,
    headers: { 'x-api-key': 'k' },
  })
  const { asset_id: id } = ((await response.json()) as { data: Body }).data
  return { type: 'asset_id', asset_id: id }
}

async function fileOf(body: Body, member: string): Promise<string> {
  return await (await simulator.fetch(String(body[member]))).text()
}

test('assets are uploaded through the API, or directly in three steps', async () => {
  const form = new FormData()
  form.append('file', new File(['abc'], 'a.mp4', { type: 'video/mp4' }))
  const through = await simulator.fetch('/v3/assets', {
    method: 'POST',
    body: form,
    headers: { 'x-api-key': 'k' },
  })
  expect(differences(((await through.json()) as Body)['data'], SHAPES.asset)).toEqual([])
  const announced = { filename: 'b.mp4', content_type: 'video/mp4', size_bytes: 3 }
  const direct = await made('/v3/assets/direct-uploads', announced, SHAPES.direct)
  const asset = String(direct['asset_id'])
  await refused('POST', `/v3/assets/${asset}/complete`, {}, 400)
  const video = { type: 'asset_id', asset_id: asset }
  await refused('POST', PATH, { ...REQUEST, video }, 400)
  const put = (url: string) => simulator.fetch(url, { method: 'PUT', body: 'abc' })
  expect((await put(String(direct['upload_url']).replace(/\w$/, '_'))).status).toBe(403)
  expect((await put(String(direct['upload_url']))).status).toBe(200)
  for (const _ of [1, 2])
    expect(await data('POST', `/v3/assets/${asset}/complete`, {})).toMatchObject({ size_bytes: 3 })
  await made(PATH, { ...REQUEST, video }, SHAPES.created)
})

test('version 2 has its own words and format', async () => {
  const body = { video_url: VIDEO.url, output_language: 'French' }
  const created = await answer('POST', '/v2/video_translate', body)
  expect(created).toEqual({
    error: null,
    data: { video_translate_id: expect.any(String), video_translate_ids: null },
  })
  simulator.advance('10m')
  const path = `/v2/video_translate/${(created['data'] as { video_translate_id: string }).video_translate_id}`
  expect(await shaped(path, SHAPES.legacy)).toMatchObject({ status: 'success', url: expect.any(String) })
  const several = await data('POST', '/v2/video_translate', {
    video_url: VIDEO.url,
    output_languages: ['French', 'Hindi'],
  })
  expect(several).toMatchObject({ video_translate_id: null, video_translate_ids: { length: 2 } })
  expect(await answer('GET', '/v2/video_translate/nobody', undefined, 404)).toMatchObject({
    data: null,
    error: { code: 'not_found' },
  })
})

test.each([
  ['without a video', { output_languages: ['French'] }, 'video'],
  ['without a language', { video: VIDEO }, 'output_languages'],
  ['with a language that nobody speaks', { ...REQUEST, output_languages: ['Klingon'] }, 'output_languages'],
  ['with a mode that does not exist', { ...REQUEST, mode: 'fast' }, 'mode'],
])('a request %s is refused, and the field is named', async (_, body, param) => {
  expect(await refused('POST', PATH, body, 400)).toMatchObject({ code: 'invalid_parameter', param })
  expect(simulator.jobs).toEqual([])
})

test('requests without a key are refused, with the same answer as for a wrong key', async () => {
  const closed = createSimulator({ face: 'heygen', apiKeys: ['right'] })
  const come = async (headers: Record<string, string>) => {
    const response = await closed.fetch(PATH, { headers })
    return [response.status, JSON.stringify(await response.json())]
  }
  expect(await come({})).toEqual(await come({ 'x-api-key': 'wrong' }))
  expect((await come({}))[0]).toBe(401)
  expect((await come({ 'x-api-key': 'right' }))[0]).toBe(200)
  expect((await come({ authorization: 'Bearer right' }))[0]).toBe(200)
  await closed.close()
})

test('the same key gets the same answer for a day at one address, even with another body', async () => {
  const headers = { 'idempotency-key': 'key-1' }
  const first = await answer('POST', PATH, REQUEST, 200, headers)
  expect(await answer('POST', PATH, { ...REQUEST, output_languages: ['Hindi'] }, 200, headers)).toEqual(first)
  expect(simulator.jobs).toHaveLength(2)
  await answer('POST', `${PATH}/proofreads`, { ...REQUEST, title: 'A talk' }, 200, headers)
  expect(simulator.jobs).toHaveLength(4)
  simulator.advance('25h')
  expect(await answer('POST', PATH, REQUEST, 200, headers)).not.toEqual(first)
  await refused('POST', PATH, REQUEST, 400, { 'idempotency-key': 'no spaces' })
})

test('translations beyond the limit of the account are deferred', async () => {
  const busy = createSimulator({ face: 'heygen', concurrentJobs: 2, speed: 0 })
  const create = () =>
    busy.fetch(PATH, { method: 'POST', headers: { 'x-api-key': 'k' }, body: JSON.stringify(REQUEST) })
  expect((await create()).status).toBe(200)
  const second = await create()
  expect([second.status, second.headers.get('retry-after')]).toEqual([429, '30'])
  await busy.close()
})

async function answer(
  method: string,
  path: string,
  body?: object,
  status = 200,
  more: Record<string, string> = {},
): Promise<Body> {
  const headers = { 'x-api-key': 'k', 'content-type': 'application/json', ...more }
  const response = await simulator.fetch(path, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  })
  expect(response.status).toBe(status)
  return (await response.json()) as Body
}

async function data(
  method: string,
  path: string,
  body?: object,
  status = 200,
  scenario?: string,
): Promise<Body> {
  const wish = scenario && { 'x-simulate': scenario }
  return (await answer(method, path, body, status, { ...wish }))['data'] as Body
}

async function shaped(path: string, shape: Parameters<typeof differences>[1]): Promise<Body> {
  const body = await data('GET', path)
  expect(differences(body, shape)).toEqual([])
  return body
}

async function made(path: string, body: object, shape: Parameters<typeof differences>[1]): Promise<Body> {
  const answered = await data('POST', path, body)
  expect(differences(answered, shape)).toEqual([])
  return answered
}

async function list(path: string, shape: Parameters<typeof differences>[1]): Promise<Body[]> {
  const items = (await data('GET', path)) as unknown as Body[]
  for (const item of items) expect(differences(item, shape)).toEqual([])
  return items
}

async function refused(
  method: string,
  path: string,
  body: object | undefined,
  status: number,
  headers = {},
): Promise<Body> {
  const { error } = await answer(method, path, body, status, headers)
  expect(differences(error, SHAPES.error)).toEqual([])
  return error as Body
}

/** Waits for signatures, which take real time. */
async function deliveries(count: number): Promise<Body[]> {
  await expect.poll(() => delivered.length).toBe(count)
  return await Promise.all(delivered.map(async (request) => (await request.clone().json()) as Body))
}

async function signature(secret: string, body: string): Promise<string> {
  const encode = (text: string) => new TextEncoder().encode(text)
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encode(secret), algorithm, false, ['sign'])
  return Buffer.from(await crypto.subtle.sign('HMAC', key, encode(body))).toString('hex')
}
