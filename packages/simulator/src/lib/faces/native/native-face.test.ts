import { VideoTranslationClient, type WaitOptions } from 'video-translation-client'
import { cancelAll, deleteAll, retryAll, stats } from 'video-translation-client/operate'
import { readPeaks } from 'video-translation-client/studio'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createClock } from '../../clock.ts'
import { createSimulator, type Simulator } from '../../simulator.ts'
import { advanceUntilSettled, useVirtualTime } from '../../../../../client/test/support/virtual-time.ts'

const SOURCE = 'https://example.com/talk.mp4'

const WAYS: [string, WaitOptions][] = [
  ['the stream', {}],
  ['long polls', { transport: 'held' }],
  ['polling', { transport: 'polling' }],
]

let simulator: Simulator
let client: VideoTranslationClient

// The client loads its parts on first use, and virtual time does not wait for a module.
beforeAll(async () => {
  await using loading = createSimulator({ face: 'native', scenario: '50ms' })
  const user = new VideoTranslationClient('http://simulator', { fetch: loading.fetch })
  for (const [, options] of WAYS) {
    const { id } = await user.create({ source: new Blob(['x']), to: ['es'] })
    await user.wait(id, options)
    await (await user.download(id, 'es.srt')).text()
  }
  user.close()
})

useVirtualTime()

beforeEach(() => {
  simulator = createSimulator({ face: 'native', scenario: '20s' })
  client = new VideoTranslationClient('http://simulator', { fetch: simulator.fetch })
})

afterEach(async () => {
  client.close()
  await simulator.close()
})

const simulating = (scenario: string) => ({
  source: `${SOURCE}?simulate=${encodeURIComponent(scenario)}`,
  to: ['es', 'fr'],
})

test.each(WAYS)('the client waits for a translation by %s and downloads it', async (_, options) => {
  const { id } = await client.create({ source: SOURCE, to: ['es'], from: 'en', reference: 'mine' })
  const done = await advanceUntilSettled(client.wait(id, options))
  expect(done).toMatchObject({ status: 'completed', progress: 1, from: 'en', reference: 'mine' })
  const file = await client.download(id, 'es.vtt')
  expect(await file.text()).toMatch(/^WEBVTT\n[^]*Simulated: no speech/)
})

test('a file is uploaded in parts before it is translated', async () => {
  const source = new File(['x'.repeat(3_000_000)], 'talk.mp4', { type: 'video/mp4' })
  const { id } = await client.create({ source, to: ['es'] })
  expect((await client.get(id)).source).toMatchObject({ name: 'talk.mp4', bytes: 3_000_000 })
})

test.each([
  ['fails-early', 'error', 1],
  ['fails-late', 'error', 19],
  ['flaky', 'completed', 20],
  ['partial', 'partial', 20],
  ['rate-limited', 'completed', 20],
  ['unknown-status', 'completed', 20],
  ['completed-without-url', 'completed', 20],
  ['resets', 'completed', 20],
  ['broken-answers', 'completed', 20],
  ['truncated-answers', 'completed', 20],
  ['slow-answers', 'completed', 20],
  ['silent', 'completed', 20],
  ['html-answers', 'completed', 20],
])('in the scenario %s a polling client gets %s', async (scenario, status, earliestS) => {
  const startedMs = Date.now()
  const { id } = await client.create(simulating(scenario))
  const outcome = await advanceUntilSettled(client.wait(id, { transport: 'polling', settle: true }))
  expect(outcome.result).toBe(status)
  expect(Date.now() - startedMs).toBeGreaterThanOrEqual(earliestS * 1000)
})

test('the wait for a stuck job times out, and a job that needs input says so', async () => {
  const stuck = await client.create(simulating('stuck'))
  const waiting = client.wait(stuck.id, { timeoutMs: 600_000, settle: true })
  expect((await advanceUntilSettled(waiting)).result).toBe('timeout')
  const needsInput = await client.create(simulating('needs-input'))
  await expect(advanceUntilSettled(client.wait(needsInput.id))).rejects.toMatchObject({ code: 'needs_input' })
})

test('links expire as the scenario says, and the next request brings fresh ones', async () => {
  const { id } = await client.create(simulating('expiring-urls'))
  await advanceUntilSettled(client.wait(id))
  const url = (await client.get(id)).targets[0]?.artifacts[0]?.url ?? ''
  expect((await simulator.fetch(url)).status).toBe(200)
  await vi.advanceTimersByTimeAsync(2000)
  const late = await simulator.fetch(url)
  expect([late.status, ((await late.json()) as { code: string }).code]).toEqual([403, 'link_expired'])
  const forged = await simulator.fetch(url.replace(/expires=\d+/, 'expires=9999999999999'))
  expect(forged.status).toBe(403)
  expect((await client.download(id, 'es.mp4')).mediaType).toBe('video/mp4')
})

test('a canceled translation is reported as canceled, and a deleted one is gone', async () => {
  const { id } = await client.create({ source: SOURCE, to: ['es'] })
  const waiting = client.wait(id, { settle: true })
  await vi.advanceTimersByTimeAsync(1000)
  await client.cancel(id)
  expect((await advanceUntilSettled(waiting)).result).toBe('canceled')
  await client.delete(id)
  await expect(client.get(id)).rejects.toMatchObject({ code: 'translation_not_found' })
})

test('the client waits for many at once, and lists them newest first, page by page', async () => {
  const created = [await client.create(simulating('5s')), await client.create(simulating('fails-late'))]
  const ids = created.map(({ id }) => id)
  const outcomes = await advanceUntilSettled(client.waitMany(ids, { transport: 'polling' }))
  expect(outcomes.map(({ result }) => result)).toEqual(['completed', 'error'])
  const listed: string[] = []
  for await (const { id } of client.list({ limit: 1 })) listed.push(id)
  expect(listed).toEqual(ids.toReversed())
})

test('an idempotency key starts one translation, and a different request under it is refused', async () => {
  const request = { source: SOURCE, to: ['es'], idempotencyKey: 'k' }
  const first = await client.create(request)
  expect((await client.create(request)).id).toBe(first.id)
  await expect(client.create({ ...request, to: ['fr'] })).rejects.toMatchObject({
    code: 'idempotency_key_reused',
  })
  expect(simulator.jobs).toHaveLength(1)
})

test('an end is heard of, whenever it comes while a stream or a long poll begins', async () => {
  for (let reads = 1; reads <= 12; reads++) {
    const clock = createClock(0)
    let left = Infinity
    const jumping = {
      ...clock,
      nowMs: () => {
        if (--left === 0) clock.advance(60_000)
        return clock.nowMs()
      },
    }
    const jumpy = createSimulator({ face: 'native', scenario: '20s', clock: jumping })
    const post = (path: string, body: object) =>
      jumpy.fetch(path, { method: 'POST', body: JSON.stringify(body) })
    const created = await post('/v1/translations', { source: { url: SOURCE }, to: ['es'] })
    const { id, version } = (await created.json()) as { id: string; version: number }
    left = reads
    const { body } = await post('/v1/translations/stream', { translations: [{ id, version }] })
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
    if (left <= 0) await readUntil(reader, '"completed"')
    await reader.cancel()
    await jumpy.close()
  }
})

async function readUntil(reader: ReadableStreamDefaultReader<string>, word: string): Promise<void> {
  for (let text = ''; !text.includes(word); text += (await reader.read()).value);
}

test('a studio plays the source and the dub, and draws both', async () => {
  const { id } = await client.create({ source: SOURCE, to: ['es'] })
  expect((await client.get(id)).playback).toBeUndefined()
  expect((await simulator.fetch(`/v1/translations/${id}/source`)).status).toBe(404)
  simulator.advance('20s')
  const { playback, targets } = await client.get(id)
  expect(playback?.map(({ name, kind, playable }) => [name, kind, playable])).toEqual([
    ['source.mp4', 'source', true],
    ['source.peaks.bin', 'peaks', undefined],
  ])
  expect(targets[0]?.playback?.map(({ name, kind }) => [name, kind])).toEqual([
    ['es.dub.m4a', 'dub'],
    ['es.peaks.bin', 'peaks'],
  ])
  const peaks = await advanceUntilSettled(readPeaks(client, playback![1]!, { start: 1.4, end: 1.5 }))
  expect(Array.from(peaks.slice(0, 2))).toEqual([-90, 90])
  expect(peaks).toHaveLength(10)
  const part = await simulator.fetch(`/v1/translations/${id}/source`, { headers: { range: 'bytes=4-7' } })
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
    206,
    expect.stringMatching(/^bytes 4-7\/\d+$/),
    'ftyp',
  ])
  const beyond = await simulator.fetch(playback![0]!.url!, { headers: { range: 'bytes=999999-' } })
  expect(beyond.status).toBe(416)
})

test('a version that the client has already gets 304', async () => {
  const { id, version } = await client.create({ source: SOURCE, to: ['es'] })
  const get = (etag: string) =>
    simulator.fetch(`/v1/translations/${id}`, { headers: { 'if-none-match': etag } })
  expect((await get(`"${version}"`)).status).toBe(304)
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await get(`"${version}"`)).status).toBe(200)
})

test.each([
  ['/v1/translations/stream', { body: '{"translations":5}' }, '/translations'],
  ['/v1/translations/stream', { body: '{"translations":[null]}' }, '/translations'],
  ['/v1/translations/stream', { body: '{"translations":[{"id":5}]}' }, '/translations'],
  ['/v1/translations/stream', { body: '{"filter":{}}' }, '/filter'],
  ['/v1/uploads', { headers: { 'upload-metadata': 'filename A=A' } }, 'Upload-Metadata'],
])('%s names the mistake in %j', async (path, init, where) => {
  const refused = await simulator.fetch(path, { method: 'POST', ...init })
  expect(refused.status).toBe(400)
  expect(await refused.json()).toMatchObject({
    code: 'invalid_request',
    detail: expect.stringContaining(where),
  })
})

test('with API keys, only a link works without a key', async () => {
  const closed = createSimulator({ face: 'native', apiKeys: ['secret'], scenario: { durationMs: 0 } })
  expect((await closed.fetch('/v1/translations')).status).toBe(401)
  const own = new VideoTranslationClient('http://simulator', {
    apiKey: 'secret',
    fetch: closed.fetch,
  })
  const { id } = await own.create({ source: SOURCE, to: ['es'] })
  const url = (await own.get(id)).targets[0]?.artifacts[0]?.url ?? ''
  expect((await closed.fetch(url)).status).toBe(200)
  own.close()
  await closed.close()
})

test('a request is checked before its source is uploaded, and creates nothing', async () => {
  const validate = async (body: object) => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }
    return await simulator.fetch('http://simulator/v1/translations/validate', init)
  }
  expect((await validate({ to: ['es'] })).status).toBe(204)
  expect((await validate({ to: ['es', 'es'] })).status).toBe(400)
  expect((await validate({ to: ['es'], source: { upload: 'up_none' } })).status).toBe(422)
  const listed = await simulator.fetch('http://simulator/v1/translations')
  expect(await listed.json()).toMatchObject({ items: [] })
})

test('a translation has at most 500 languages, like on the real server', async () => {
  const to = Array.from({ length: 501 }, (_, number) => `es-x-t${number}`)
  const create = (languages: string[]) => client.create({ source: SOURCE, to: languages })
  await expect(create(to)).rejects.toMatchObject({ status: 400, code: 'invalid_request' })
  expect(simulator.jobs).toEqual([])
  expect((await create(to.slice(1))).targets).toHaveLength(500)
})

test('many are canceled, tried again and deleted at once, and stats count what ended', async () => {
  const { id } = await client.create({ source: SOURCE, to: ['es', 'fr'], reference: 'mine' })
  await client.create({ source: SOURCE, to: ['es'] })
  const mine = { filter: { reference: 'mine' } }
  expect(await retryAll(client, mine)).toEqual({ changed: 0, unchanged: 1, failed: [] })
  expect(await cancelAll(client, mine)).toMatchObject({ changed: 1, unchanged: 0 })
  const found = await stats(client, { days: 2 })
  expect(found).toMatchObject({ total: { canceled: 2 }, counts: { all: 2 } })
  expect(found.byDay.map(({ canceled }) => canceled)).toEqual([0, 2])
  expect((await stats(client, { to: 'fr' })).byLanguage).toMatchObject([{ language: 'fr', canceled: 1 }])
  expect(await retryAll(client, { ids: [id, 'tr_gone'] })).toMatchObject({ changed: 1 })
  expect(await deleteAll(client, { filter: { to: 'es' } })).toMatchObject({ changed: 2 })
  const body = JSON.stringify({ filter: { status: [] } })
  const url = 'http://simulator/v1/translations/delete'
  expect((await simulator.fetch(new Request(url, { method: 'POST', body }))).status).toBe(400)
})
