import { request } from 'node:http'
import { VideoTranslationClient } from 'video-translation-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { quietPort } from '../../../../client/test/support/quiet-port.ts'
import { createSimulator, type Simulator } from '../simulator.ts'
import type { Listening } from './listen.ts'

let simulator: Simulator
let server: Listening

beforeEach(async () => {
  simulator = createSimulator({ scenario: '300ms' })
  server = await simulator.listen()
})

afterEach(() => simulator.close())

/** Sends raw bytes, which `fetch` would refuse or extend. */
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

test('clients wait by stream and by polls over a real socket, and download', async () => {
  const client = new VideoTranslationClient(server.url)
  const ids = await Promise.all(
    ['es', 'fr'].map(async (to) => (await client.create({ source: new Blob(['x']), to: [to] })).id),
  )
  const outcomes = await client.waitMany(ids)
  expect(outcomes.map(({ result }) => result)).toEqual(['completed', 'completed'])
  expect(await (await client.download(ids[0] ?? '', 'es.srt')).text()).toContain('Simulated')
  client.close()
})

test('a client that disconnects during an answer does no harm', async () => {
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

test('a fault breaks the connection of a socket', async () => {
  simulator.play([{ route: 'GET /status', fault: { kind: 'reset', at: 'start' } }])
  await expect(fetch(`${server.url}/status`)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
  simulator.play([{ route: 'GET /status', fault: { kind: 'closed' } }])
  await expect(fetch(`${server.url}/status`).then((response) => response.text())).rejects.toThrow()
})

test('a body without a length or a type counts as empty, and odd requests get an answer', async () => {
  expect(await raw('POST', '/create_job')).toBe(200)
  expect(await raw('GET', '//status')).toBe(200)
  expect(await raw('HEAD', '/status')).toBe(200)
  expect(await raw('GET', '/status/%E0%A4%A')).toBe(404)
  expect(await raw('GET', '/_simulator/state', { host: 'evil.example' })).toBe(403)
})

test('a name that was rebound to this machine gets no answer and starts nothing', async () => {
  const { port } = server
  for (const host of ['evil.example', `evil.example:${port}`, '10.0.0.1'])
    expect(await raw('GET', '/status', { host })).toBe(403)
  expect(await raw('GET', '/start', { host: 'evil.example' })).toBe(403)
  expect(await raw('POST', '/start', { host: 'evil.example' })).toBe(403)
  expect(simulator.jobs).toEqual([])
  for (const host of [`localhost:${port}`, '127.0.0.1', '[::1]', 'app.localhost'])
    expect(await raw('GET', '/status', { host })).toBe(200)
})

test('the public address, and a socket that others reach, answer to their names', async () => {
  await using published = createSimulator({ publicUrl: 'https://simulator.example/behind' })
  server = await published.listen()
  expect(await raw('GET', '/status', { host: 'simulator.example' })).toBe(200)
  await using open = createSimulator()
  server = await open.listen({ host: '0.0.0.0' })
  expect(await raw('GET', '/status', { host: 'simulator.example' })).toBe(200)
})

test('a taken port gives the error of the system, and a closed port is free again', async () => {
  const port = await quietPort()
  const [one, other] = [createSimulator(), createSimulator()]
  await one.listen({ port })
  await expect(other.listen({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await one.close()
  expect((await other.listen({ port })).port).toBe(port)
  await other.close()
})
