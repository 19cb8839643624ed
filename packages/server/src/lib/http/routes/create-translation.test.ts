import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EngineRequest } from '../../engines/engine.ts'
import {
  type CreateTranslationBody,
  type ProblemDocument,
  type Translation,
  VideoTranslationClient,
} from 'video-translation-client'
import {
  create, engineOf, inProcess, overSocket, postJson, startServer, startSlowServer, TALK, untilFinal,
  type Fetch,
} from '../../../../test/support/test-server.ts' // prettier-ignore
import { requestHash } from './check-create.ts'

const URL_SOURCE = { url: 'https://example.com/talk.mp4' }

async function refusal(
  server: Awaited<ReturnType<typeof startServer>>,
  body: unknown,
): Promise<ProblemDocument> {
  const response = await inProcess(server)('/v1/translations', postJson(body))
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  const problem = (await response.json()) as ProblemDocument
  expect(problem).toMatchObject({
    status: response.status,
    title: expect.any(String),
    type: expect.any(String),
  })
  return problem
}

describe('creating a translation', () => {
  it('goes from request to finished files, over a socket and without one', async () => {
    const server = await startServer()
    for (const ask of [inProcess(server), await overSocket(server)]) {
      const response = await ask('/v1/translations', postJson({ ...TALK, reference: 'mine' }))
      const translation = (await response.json()) as Translation
      expect(response.status).toBe(201)
      expect(response.headers.get('location')).toBe(`/v1/translations/${translation.id}`)
      expect(response.headers.get('etag')).toBe(`"${translation.version}"`)
      expect(translation).toMatchObject({
        status: 'pending',
        engine: 'simulated',
        from: 'en',
        reference: 'mine',
      })
      const done = await untilFinal(ask, translation.id)
      expect(done).toMatchObject({ status: 'completed', progress: 1, source: { name: 'talk.mp4' } })
      expect(done.targets.map(({ language, status }) => [language, status])).toEqual([
        ['es', 'completed'],
        ['fr', 'completed'],
      ])
    }
  })

  it('normalizes language tags', async () => {
    const ask = inProcess(await startSlowServer())
    const translation = await create(ask, { source: URL_SOURCE, from: 'EN-us', to: ['PT-br', 'zh-hant'] })
    expect(translation.from).toBe('en-US')
    expect(translation.targets.map(({ language }) => language)).toEqual(['pt-BR', 'zh-Hant'])
  })

  it('answers an equal request with the same key with the same translation', async () => {
    const ask = inProcess(await startSlowServer())
    const first = await ask('/v1/translations', postJson(TALK, { 'idempotency-key': 'k' }))
    const reordered = { to: TALK.to, from: TALK.from, source: TALK.source }
    const again = await ask('/v1/translations', postJson(reordered, { 'idempotency-key': 'k' }))
    expect(again.status).toBe(201)
    expect(first.headers.get('idempotent-replayed')).toBeNull()
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(((await again.json()) as Translation).id).toBe(((await first.json()) as Translation).id)
    const page = (await (await ask('/v1/translations')).json()) as { items: unknown[] }
    expect(page.items).toHaveLength(1)
  })

  it('refuses a different request with a used key', async () => {
    const ask = inProcess(await startSlowServer())
    await ask('/v1/translations', postJson(TALK, { 'idempotency-key': 'k' }))
    const other = await ask('/v1/translations', postJson({ ...TALK, to: ['de'] }, { 'idempotency-key': 'k' }))
    expect(other.status).toBe(422)
    expect(await other.json()).toMatchObject({ code: 'idempotency_key_reused' })
  })

  it.each([
    [{ a: 1 }, { a: [1] }],
    [{ a: { b: 1 } }, { a: [['b', 1]] }],
    [{ a: {} }, { a: [] }],
  ])('tells %j and %j apart', (one, other) => {
    const hashOf = (options: object) => requestHash({ ...TALK, options } as CreateTranslationBody)
    expect(hashOf(one)).not.toBe(hashOf(other))
    expect(hashOf(one)).toBe(hashOf(structuredClone(one)))
  })

  it('repeats its answer even if a new request would be refused now', async () => {
    const ask = inProcess(await startSlowServer({ limits: { translationsPerKey: 1 } }))
    const init = postJson(TALK, { 'idempotency-key': 'k' })
    const statuses = [
      (await ask('/v1/translations', init)).status,
      (await ask('/v1/translations', init)).status,
    ]
    expect(statuses).toEqual([201, 201])
    expect((await ask('/v1/translations', postJson(TALK, { 'idempotency-key': 'other' }))).status).toBe(429)
  })

  it('tells a repeated request to retry while the first is in flight', async () => {
    const [checked, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const check = async () => {
      checked.resolve()
      await gate.promise
      return []
    }
    const engine = engineOf({ check, run: async () => ({}) })
    const ask = inProcess(await startServer({ engines: [engine] }))
    const first = ask('/v1/translations', postJson(TALK, { 'idempotency-key': 'k' }))
    await checked.promise
    const second = await ask('/v1/translations', postJson(TALK, { 'idempotency-key': 'k' }))
    expect(second.status).toBe(409)
    expect(second.headers.get('retry-after')).toBe('1')
    expect(await second.json()).toMatchObject({ code: 'idempotency_key_in_flight' })
    gate.resolve()
    expect((await first).status).toBe(201)
  })

  it('names the invalid field', async () => {
    const server = await startServer({ limits: { targets: 3 } })
    const cases: [unknown, string, string][] = [
      [{ to: ['es'] }, 'invalid_request', '/source'],
      [{ source: {}, to: ['es'] }, 'invalid_request', '/source'],
      [{ source: { ...URL_SOURCE, upload: 'up_1' }, to: ['es'] }, 'invalid_request', '/source'],
      [{ source: { url: 'talk.mp4' }, to: ['es'] }, 'invalid_request', '/source/url'],
      [{ source: { url: 'file:///etc/passwd' }, to: ['es'] }, 'source_forbidden', '/source/url'],
      [{ source: { url: 'http://me:secret@example.com/' }, to: ['es'] }, 'source_forbidden', '/source/url'],
      [{ source: { url: 'http://169.254.169.254/' }, to: ['es'] }, 'source_forbidden', '/source/url'],
      [{ source: { upload: 'up_0' }, to: ['es'] }, 'upload_not_found', '/source/upload'],
      [{ source: URL_SOURCE, to: [] }, 'invalid_request', '/to'],
      [{ source: URL_SOURCE, to: 'es' }, 'invalid_request', '/to'],
      [{ source: URL_SOURCE, to: ['es', 'not a tag'] }, 'invalid_request', '/to/1'],
      [{ source: URL_SOURCE, to: ['es', 'ES'] }, 'invalid_request', '/to/1'],
      [{ source: URL_SOURCE, from: 'es', to: ['ca', 'es'] }, 'invalid_request', '/to/1'],
      [{ source: URL_SOURCE, to: ['es', 'ca', 'fr', 'de'] }, 'invalid_request', '/to'],
      [{ source: URL_SOURCE, to: ['es'], engine: 'magic' }, 'unknown_engine', '/engine'],
      [{ source: URL_SOURCE, to: ['es'], refrence: 'x' }, 'invalid_request', '/refrence'],
      [{ source: URL_SOURCE, to: ['es'], reference: 'x'.repeat(201) }, 'invalid_request', '/reference'],
      [{ source: URL_SOURCE, to: ['es'], options: { nonsense: 1 } }, 'unsupported', '/options/nonsense'],
    ]
    for (const [body, code, pointer] of cases) {
      const problem = await refusal(server, body)
      expect(problem.code, JSON.stringify(body)).toBe(code)
      expect(problem.errors?.map((error) => error.pointer)).toContain(pointer)
    }
    const page = (await (await inProcess(server)('/v1/translations')).json()) as { items: unknown[] }
    expect(page.items).toEqual([])
  })

  it('reports what the engine says is missing', async () => {
    const message = 'English to Klingon needs a translator; set VIDEO_TRANSLATION_CHAT_URL.'
    const packs = ['moonshine-base-en', 'silero-vad']
    const check = async () => [
      { code: 'missing_packs', message: 'Pull them.', pointer: '/from', packs },
      { code: 'no_translator', message, pointer: '/to/0' },
    ]
    const server = await startServer({ engines: [engineOf({ check, run: async () => ({}) })] })
    const problem = await refusal(server, TALK)
    expect(problem).toMatchObject({
      status: 422,
      code: 'unsupported',
      errors: [
        { pointer: '/from', detail: 'Pull them.', packs },
        { pointer: '/to/0', detail: message },
      ],
    })
  })

  it('limits how many translations of a key are unfinished', async () => {
    const server = await startSlowServer({ limits: { translationsPerKey: 1 } })
    const ask = inProcess(server)
    const { id } = await create(ask)
    expect(await refusal(server, TALK)).toMatchObject({ status: 429, code: 'too_many_translations' })
    await ask(`/v1/translations/${id}/cancel`, { method: 'POST' })
    await untilFinal(ask, id)
    await create(ask)
  })

  it('sets the time at which a translation will be deleted', async () => {
    const ask = inProcess(await startSlowServer({ retentionMs: 60_000 }))
    const { createdAt, expiresAt } = await create(ask)
    expect(Math.abs(Date.parse(expiresAt ?? '') - Date.parse(createdAt) - 60_000)).toBeLessThan(1000)
  })
})

describe('a request that is checked before its source is uploaded', () => {
  const validate = async (ask: Fetch, body: unknown) => await ask('/v1/translations/validate', postJson(body))

  it.each([
    ['a language that is none', { to: ['not a tag'] }],
    ['the language of the source', { from: 'es', to: ['es'] }],
    ['no language', { to: [] }],
    ['too many languages', { to: Array.from({ length: 21 }, (_, at) => `es-${100 + at}`) }],
    ['an engine that is not there', { to: ['es'], engine: 'none' }],
    ['an option that is none', { to: ['es'], options: { nonsense: 1 } }],
    ['a webhook that is no URL', { to: ['es'], webhook: { url: 'nowhere' } }],
    ['something unknown', { to: ['es'], colour: 'red' }],
  ])('gets the very problem that creating gives for %s', async (_, body) => {
    const server = await startServer({ limits: { targets: 20 } })
    const ask = inProcess(server)
    const { requestId: _id, ...expected } = await refusal(server, { source: URL_SOURCE, ...body })
    const response = await validate(ask, body)
    expect(response.status).toBe(expected.status)
    expect(await response.json()).toMatchObject(expected)
  })

  it('asks the engine about an upload, unless the source is a URL', async () => {
    const check = async ({ source }: EngineRequest) =>
      source === 'url' ? [] : [{ pointer: '/source', code: 'url_required', message: 'Give it a URL.' }]
    const ask = inProcess(await startServer({ engines: [{ ...engineOf({ run: async () => ({}) }), check }] }))
    expect((await validate(ask, { source: URL_SOURCE, to: ['es'] })).status).toBe(204)
    for (const source of [undefined, {}, { upload: 'up_any' }])
      expect(await (await validate(ask, { source, to: ['es'] })).json()).toMatchObject({
        status: 422,
        errors: [{ pointer: '/source', detail: 'Give it a URL.' }],
      })
  })

  it('is answered with 204 if it would be created, and creates nothing', async () => {
    const ask = inProcess(await startServer())
    for (const source of [undefined, {}, URL_SOURCE]) {
      const response = await validate(ask, { source, from: 'en', to: ['es'] })
      expect([response.status, await response.text()]).toEqual([204, ''])
    }
    expect(await (await ask('/v1/translations')).json()).toMatchObject({ items: [] })
    const missing = await validate(ask, { source: { upload: 'up_none' }, to: ['es'] })
    expect(await missing.json()).toMatchObject({ status: 422, code: 'upload_not_found' })
  })

  it('is refused for temporary reasons like creating: a full disk, and too many translations', async () => {
    const full = inProcess(await startServer({ limits: { freeBytes: 2 ** 60 } }))
    expect((await validate(full, { to: ['es'] })).status).toBe(507)
    const ask = inProcess(await startSlowServer({ limits: { translationsPerKey: 1 } }))
    await create(ask)
    expect(await (await validate(ask, { to: ['es'] })).json()).toMatchObject({
      code: 'too_many_translations',
    })
  })

  it('keeps the client from uploading a source that would be refused', async () => {
    const server = await startServer()
    const client = new VideoTranslationClient(server.url, { fetch: server.fetch as typeof fetch })
    const request = { source: new Blob(['a talk']), to: ['es'], options: { nonsense: 1 } }
    await expect(client.create(request)).rejects.toMatchObject({ status: 422 })
    expect(await readdir(join(server.dataDir, 'uploads'))).toEqual([])
  })
})
