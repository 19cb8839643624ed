import { expect, it } from 'vitest'
import { inProcess, postJson, startServer, TALK, useServer } from '../../../../test/support/test-server.ts'

const ask = useServer()

const CREATE = '/v1/translations'
const STREAM = '/v1/translations/stream'
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

it.each([
  ['more bytes than a stream takes', STREAM, `{"translations":[${'1,'.repeat(700_000)}1]}`, 413, 'body_too_large'],
  ['more values than a stream takes', STREAM, `{"translations":[${'{},'.repeat(400_000)}{}]}`, 400, 'invalid_request'],
  ['more ids than a stream takes', STREAM, `{"translations":[${'1,'.repeat(20_000)}1]}`, 400, 'invalid_request'],
  ['thirty thousand unknown names', CREATE, `{${Array.from({ length: 30_000 }, (_, at) => `"k${at}":1`).join()}}`, 400, 'invalid_request'],
  ['one name again and again', CREATE, `{${'"to":[],'.repeat(10_000)}"to":[]}`, 400, 'invalid_request'],
  ['a megabyte of languages', CREATE, JSON.stringify({ ...TALK, to: Array(200_000).fill('es') }), 413, 'body_too_large'],
  ['deep lists', CREATE, deep(20_000), 400, 'invalid_request'],
  ['deep lists in what may be anything', CREATE, `{"options":{"a":${deep(20_000)}}}`, 400, 'invalid_request'],
  ['deep objects', CREATE, `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`, 400, 'invalid_request'],
  ['marks that combine into one letter', CREATE, JSON.stringify({ ...TALK, reference: `a${'\u0301'.repeat(400)}` }), 400, 'invalid_request'],
  ['a body for a route that takes none', `${CREATE}/tr_1/cancel`, `{"a":"${'x'.repeat(2000)}"}`, 413, 'body_too_large'],
  ['a name that reaches a prototype', CREATE, '{"options":{"__proto__":{"x":1}}}', 400, 'invalid_json'],
])('refuses %s', async (_, path, body, status, code) => {
  const response = await ask(path, postJson(body))
  expect([response.status, await response.json()]).toMatchObject([status, { code }])
}) // prettier-ignore

it('reports the first invalid id at its position', async () => {
  const translations: unknown[] = Array.from({ length: 20_000 }, (_, at) => ({ id: `tr_${at}` }))
  translations[12_345] = { id: 7 }
  translations[12_346] = { id: 8 }
  const response = await ask(STREAM, postJson({ translations }))
  expect(await response.json()).toMatchObject({
    status: 400,
    errors: [{ pointer: '/translations/12345/id', detail: 'It must be string.' }],
  })
})

it('accepts the largest create that its schema allows', async () => {
  const to = Array.from({ length: 500 }, (_, at) => `es-x-${'a'.repeat(8)}-${at}`)
  const generous = inProcess(await startServer({ limits: { targets: 500 } }))
  const body = { ...TALK, to, reference: '🎬'.repeat(200) }
  const response = await generous(CREATE, postJson(JSON.stringify(body, undefined, 4)))
  expect(response.status).toBe(201)
})
