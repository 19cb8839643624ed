import { gunzipSync } from 'node:zlib'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { zipAnswer } from './zip-answer.ts'

const ANSWER = { items: Array.from({ length: 100 }, (_, index) => `engine ${index}`) }

test('a client that takes gzip gets a part of the bytes, and every other the same answer plain', async () => {
  await using app = Fastify()
  app.get('/', { onSend: zipAnswer }, async (_request, reply) => {
    reply.header('vary', 'Origin')
    return ANSWER
  })
  const zipped = await app.inject({ url: '/', headers: { 'accept-encoding': 'gzip, deflate, br' } })
  expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Origin, accept-encoding' })
  expect(JSON.parse(gunzipSync(zipped.rawPayload).toString())).toEqual(ANSWER)
  const refused = await app.inject({ url: '/', headers: { 'accept-encoding': 'gzip;q=0, br' } })
  expect(refused.headers['content-encoding']).toBeUndefined()
  const plain = await app.inject('/')
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(plain.json()).toEqual(ANSWER)
  expect(zipped.rawPayload.length).toBeLessThan(plain.rawPayload.length / 3)
})
