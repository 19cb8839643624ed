import { request } from 'node:http'
import { VideoTranslationClient } from 'video-translation-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSimulator, type Simulator } from '../simulator.ts'
import type { Listening } from './listen.ts'

let simulator: Simulator
let server: Listening

beforeEach(async () => {
  simulator = createSimulator({ scenario: '300ms' })
  server = await simulator.listen()
})

afterEach(() => simulator.close())

/** What `fetch` does not send: whatever one likes, and nothing besides. */
async function raw(method: string, path: string, headers: Record<string, string> = {}): Promise<number> {
  return await new Promise((resolve, reject) => {
    const sent = request(`${server.url}${path}`, { method, headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end()
  })
}

test('clients wait over a real socket, by a stream and by polls, and download', async () => {
  const client = new VideoTranslationClient(server.url)
  const ids = await Promise.all(
    ['es', 'fr'].map(async (to) => (await client.create({ source: new Blob(['x']), to: [to] })).id),
  )
  const outcomes = await client.waitMany(ids)
  expect(outcomes.map(({ result }) => result)).toEqual(['completed', 'completed'])
  expect(await (await client.download(ids[0] ?? '', 'es.srt')).text()).toContain('Simulated')
  client.close()
})

test('a client that goes away in the middle does no harm', async () => {
  const controller = new AbortController()
  const held = fetch(`${server.url}/v1/translations/stream`, {
    method: 'POST',
    body: JSON.stringify({ translations: [{ id: 'tr_none' }] }),
    headers: { 'content-type': 'application/json' },
    signal: controller.signal,
  })
  await (await held).body?.getReader().read()
  controller.abort()
  expect((await fetch(`${server.url}/status`)).status).toBe(200)
})

test('a connection breaks where a fault says so', async () => {
  simulator.play([{ route: 'GET /status', fault: { kind: 'reset', at: 'start' } }])
  await expect(fetch(`${server.url}/status`)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
  simulator.play([{ route: 'GET /status', fault: { kind: 'closed' } }])
  await expect(fetch(`${server.url}/status`).then((response) => response.text())).rejects.toThrow()
})

test('a body without a length or a type is none, and strange requests are answered', async () => {
  expect(await raw('POST', '/create_job')).toBe(200)
  expect(await raw('GET', '//status')).toBe(200)
  expect(await raw('HEAD', '/status')).toBe(200)
  expect(await raw('GET', '/status/%E0%A4%A')).toBe(404)
  expect(await raw('GET', '/_simulator/state', { host: 'evil.example' })).toBe(403)
})

test('a port that is taken is told by the system, and a closed one is free again', async () => {
  const other = createSimulator()
  await expect(other.listen({ port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await simulator.close()
  expect((await other.listen({ port: server.port })).port).toBe(server.port)
  await other.close()
})
