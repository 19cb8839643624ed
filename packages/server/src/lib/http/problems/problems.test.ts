import { connect } from 'node:net'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import {
  create,
  engineOf,
  inProcess,
  overSocket,
  postJson,
  startServer,
  TALK,
  untilFinal,
} from '../../../../test/support/test-server.ts'
import { EngineInfo } from '../schemas/engine-schemas.ts'
import { ProblemSchema, Translation, TranslationEvent } from '../schemas/schemas.ts'

describe('every error is a problem document with a stable code', () => {
  it('for invalid paths, methods and bodies', async () => {
    const ask = inProcess(await startServer())
    const big = JSON.stringify({ ...TALK, reference: 'x'.repeat(2_000_000) })
    const cases: [string, RequestInit, number, string][] = [
      ['/nowhere', {}, 404, 'not_found'],
      ['/v1/translations', { method: 'PUT' }, 405, 'method_not_allowed'],
      ['/v1/translations/tr_1', { method: 'PATCH' }, 405, 'method_not_allowed'],
      ['/v1/translations', postJson('{'), 400, 'invalid_json'],
      ['/v1/translations', postJson(''), 400, 'invalid_json'],
      ['/v1/translations', postJson('[]'), 400, 'invalid_request'],
      ['/v1/translations', postJson('{"__proto__":{"x":1}}'), 400, 'invalid_json'],
      ['/v1/translations', postJson(big), 413, 'body_too_large'],
      ['/v1/translations', postJson({ ...TALK, to: Array(501).fill('es') }), 400, 'invalid_request'],
      ['/v1/translations', postJson(TALK, { 'content-encoding': 'gzip' }), 415, 'unsupported_content_encoding'],
      ['/v1/translations', { method: 'POST', body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'unsupported_media_type'],
      ['/v1/translations', { method: 'POST', body: JSON.stringify(TALK) }, 415, 'unsupported_media_type'],
      ['/v1/translations?limit=0', {}, 400, 'invalid_request'],
      ['/v1/translations?status=done', {}, 400, 'invalid_request'],
      ['/v1/translations/tr_1?until=soon', {}, 400, 'invalid_request'],
      ['/%zz', {}, 400, 'bad_url'],
    ] // prettier-ignore
    for (const [path, init, status, code] of cases) {
      const response = await ask(path, init)
      expect(response.headers.get('content-type'), path).toContain('application/problem+json')
      const problem: unknown = await response.json()
      expect(problem, path).toMatchObject({ status, code, type: `urn:video-translation:problem:${code}` })
      expect(problem).toMatchObject({ requestId: response.headers.get('x-request-id') ?? expect.any(String) })
    }
    expect((await ask('/v1/translations', { method: 'PUT' })).headers.get('allow')).toContain('POST')
  })

  it('no longer than needed to fix the request', async () => {
    const ask = inProcess(await startServer({ limits: { targets: 500 } }))
    const options = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`unknown${at}`, 1]))
    const bodies = [
      { ...TALK, options },
      { ...TALK, to: Array.from({ length: 500 }, (_, at) => `!${at}`) },
    ]
    for (const body of bodies) {
      const text = await (await ask('/v1/translations', postJson(body))).text()
      expect((JSON.parse(text) as { errors: unknown[] }).errors).toHaveLength(20)
      expect(text.length).toBeLessThan(10_000)
    }
  })

  it('for data that is not HTTP', async () => {
    const server = await startServer()
    await overSocket(server)
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    socket.end('nonsense\r\n\r\n')
    let answer = ''
    for await (const chunk of socket) answer += String(chunk)
    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\nContent-Type: application\/problem\+json/)
    expect(answer).toContain('"code":"bad_request"')
  })

  it('without internal details when the server itself fails', async () => {
    const check = () => Promise.reject(new Error('secret at /etc/shadow'))
    const ask = inProcess(await startServer({ engines: [engineOf({ check, run: async () => ({}) })] }))
    const response = await ask('/v1/translations', postJson(TALK))
    expect(response.status).toBe(500)
    const text = await response.text()
    expect(text).not.toContain('secret')
    expect(JSON.parse(text)).toMatchObject({ code: 'internal' })
  })
})

describe('the OpenAPI document', () => {
  it('is version 3.1 and describes every route with its answers', async () => {
    const ask = inProcess(await startServer())
    const document = (await (await ask('/openapi.json')).json()) as OpenApi
    expect(document.openapi).toBe('3.1.0')
    const routes = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    )
    expect(routes.sort()).toEqual(ROUTES)
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item))
    for (const { operationId, summary, responses } of operations) {
      expect(summary, operationId).toBeTruthy()
      for (const response of Object.values(responses))
        expect(response.description, operationId).not.toBe('Default Response')
    }
    expect(JSON.stringify(document.components.schemas['Translation'])).toContain('"example')
  })

  it('describes every property of every answer', async () => {
    const ask = inProcess(await startServer())
    const { id } = await create(ask)
    const done = await untilFinal(ask, id)
    const { items: events } = (await (await ask(`/v1/translations/${id}/events`)).json()) as {
      items: unknown[]
    }
    const { items: engines } = (await (await ask('/v1/engines')).json()) as { items: unknown[] }
    const problem: unknown = await (await ask('/v1/translations', postJson({}))).json()
    const answers: [TSchema, unknown][] = [
      [Translation, done],
      ...events.map((event): [TSchema, unknown] => [TranslationEvent, event]),
      ...engines.map((engine): [TSchema, unknown] => [EngineInfo, engine]),
      [ProblemSchema, problem],
    ]
    for (const [schema, answer] of answers) {
      expect([...Value.Errors(schema, answer)]).toEqual([])
      expect(Value.Clean(schema, structuredClone(answer))).toEqual(answer)
    }
  })

  it('has no dangling references', async () => {
    const ask = inProcess(await startServer())
    const text = await (await ask('/openapi.json')).text()
    const { components } = JSON.parse(text) as OpenApi
    const names = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) =>
      ref?.replace('#/components/schemas/', ''),
    )
    expect(new Set(names)).toEqual(new Set(Object.keys(components.schemas)))
  })
})

interface OpenApi {
  openapi: string
  paths: Record<
    string,
    Record<
      string,
      { operationId: string; summary: string; responses: Record<string, { description: string }> }
    >
  >
  components: { schemas: Record<string, unknown> }
}

const ROUTES = [
  'delete /v1/keys/{id}',
  'delete /v1/translations/{id}',
  'delete /v1/uploads/{id}',
  'get /',
  'get /healthz',
  'get /metrics',
  'get /openapi.json',
  'get /readyz',
  'get /v1/audit',
  'get /v1/engines',
  'get /v1/keys',
  'get /v1/limits',
  'get /v1/owners',
  'get /v1/stats',
  'get /v1/translations',
  'get /v1/translations/counts',
  'get /v1/translations/{id}',
  'get /v1/translations/{id}/artifacts/{name}',
  'get /v1/translations/{id}/cues',
  'get /v1/translations/{id}/cues.srt',
  'get /v1/translations/{id}/cues.vtt',
  'get /v1/translations/{id}/cues/{cue}/audio',
  'get /v1/translations/{id}/events',
  'get /v1/translations/{id}/previews/{preview}',
  'get /v1/translations/{id}/proxy',
  'get /v1/translations/{id}/source',
  'get /v1/translations/{id}/webhooks',
  'get /v1/workers',
  'head /v1/translations/{id}/artifacts/{name}',
  'head /v1/translations/{id}/source',
  'head /v1/uploads/{id}',
  'options /v1/uploads',
  'patch /v1/uploads/{id}',
  'post /v1/estimates',
  'post /v1/keys',
  'post /v1/translations',
  'post /v1/translations/cancel',
  'post /v1/translations/delete',
  'post /v1/translations/retry',
  'post /v1/translations/stream',
  'post /v1/translations/validate',
  'post /v1/translations/{id}/apply',
  'post /v1/translations/{id}/approve',
  'post /v1/translations/{id}/cancel',
  'post /v1/translations/{id}/cues/edits',
  'post /v1/translations/{id}/previews',
  'post /v1/translations/{id}/proxy',
  'post /v1/translations/{id}/retry',
  'post /v1/translations/{id}/targets',
  'post /v1/translations/{id}/webhooks/redeliver',
  'post /v1/uploads',
  'put /v1/limits',
] // prettier-ignore
