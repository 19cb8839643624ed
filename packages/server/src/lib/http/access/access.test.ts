import { readFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  create,
  inProcess,
  overSocket,
  postJson,
  startServer,
  startSlowServer,
  TALK,
  temporaryFolder,
  type Fetch,
} from '../../../../test/support/test-server.ts'
import { createServer } from '../../server.ts'

const ANN = 'ann-0123456789abcdef'
const BOB = 'bob-0123456789abcdef'
const apiKeys = [
  { name: 'ann', key: ANN },
  { name: 'bob', key: BOB },
]

/** With headers that `fetch` does not let one set. */
function rawStatus(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { headers, setHost: headers['host'] === undefined }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.once('error', reject).end()
  })
}

it('probes and scrapes may name any host, because they name the address of the node', async () => {
  const metricsKey = 'metrics-0123456789abcdef'
  const server = await startServer({ apiKeys, metricsKey, publicUrl: 'https://translate.example.com' })
  const url = await server.listen()
  const statusOf = (path: string, headers = {}) =>
    rawStatus(url + path, { host: '10.0.0.7:8484', ...headers })
  const key = { authorization: `Bearer ${metricsKey}` }
  expect([await statusOf('/healthz'), await statusOf('/readyz'), await statusOf('/metrics', key)]).toEqual([
    200, 200, 200,
  ])
  expect([await statusOf('/metrics'), await statusOf('/'), await statusOf('/v1/engines', key)]).toEqual([
    403, 403, 403,
  ])
})

describe('API keys', () => {
  it('let in who has one, by either header, and nobody else', async () => {
    const ask = inProcess(await startServer({ apiKeys }))
    const statuses = async (headers: Record<string, string>) =>
      (await ask('/v1/translations', { headers })).status
    expect(await statuses({ authorization: `Bearer ${ANN}` })).toBe(200)
    expect(await statuses({ 'x-api-key': BOB })).toBe(200)
    for (const headers of [
      {},
      { 'x-api-key': `${ANN}x` },
      { authorization: 'Bearer ' },
      { authorization: `Basic ${ANN}` },
    ]) {
      expect(await statuses(headers as Record<string, string>)).toBe(401)
    }
    const refused = await ask('/v1/engines')
    expect(refused.headers.get('www-authenticate')).toBe('Bearer')
    expect(await refused.json()).toMatchObject({ code: 'unauthorized' })
    for (const path of ['/', '/healthz', '/readyz', '/openapi.json']) {
      const answer = await ask(path)
      // The server waits for the reader of a long answer when it closes.
      await answer.body?.cancel()
      expect(answer.status).toBe(200)
    }
    expect((await ask('/metrics')).status).toBe(401)
  })

  it('do not see the metrics of all: the key of the metrics does, and nothing else', async () => {
    const metricsKey = 'metrics-0123456789abcdef'
    const server = await startServer({ apiKeys, metricsKey })
    const status = async (key: string, path = '/metrics') =>
      (await inProcess(server, { authorization: `Bearer ${key}` })(path)).status
    const refused = await inProcess(server, { 'x-api-key': ANN })('/metrics')
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'metrics_key_needed' }])
    expect([await status(metricsKey), await status(metricsKey, '/v1/translations')]).toEqual([200, 401])
    await server.listen()
    const announced = await readFile(join(server.dataDir, 'server.json'), 'utf8')
    expect(await status((JSON.parse(announced) as { apiKey: string }).apiKey)).toBe(200)
  })

  it('see only their own: to others it does not exist', async () => {
    const server = await startSlowServer({ apiKeys })
    const [ann, bob] = [ANN, BOB].map((key) => inProcess(server, { 'x-api-key': key })) as [Fetch, Fetch]
    const { id } = await create(ann)
    expect((await bob(`/v1/translations/${id}`)).status).toBe(404)
    expect((await bob(`/v1/translations/${id}/events`)).status).toBe(404)
    expect((await bob(`/v1/translations/${id}/cancel`, { method: 'POST' })).status).toBe(404)
    expect((await bob(`/v1/translations/${id}/artifacts/es.mp4`)).status).toBe(404)
    expect((await bob(`/v1/translations/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect(await (await bob(`/v1/translations?id=${id}`)).json()).toEqual({ items: [], missing: [id] })
    expect(await (await bob('/v1/translations')).json()).toEqual({ items: [] })
    expect((await ann(`/v1/translations/${id}`)).status).toBe(200)
  })

  it('do not share idempotency keys', async () => {
    const server = await startSlowServer({ apiKeys })
    const ids = []
    for (const key of [ANN, BOB]) {
      const init = postJson(TALK, { 'x-api-key': key, 'idempotency-key': 'same' })
      ids.push(((await (await inProcess(server)('/v1/translations', init)).json()) as { id: string }).id)
    }
    expect(ids[0]).not.toBe(ids[1])
  })

  it('are needed to listen on anything but loopback', async () => {
    const dataDir = await temporaryFolder()
    await expect(createServer({ dataDir, host: '0.0.0.0' })).rejects.toThrow(/without API keys.*Set apiKeys/)
    const local = [{ name: 'local', key: 'local-0123456789abcdef' }]
    await expect(createServer({ dataDir, apiKeys: local })).rejects.toThrow(/choose another/)
    await expect(createServer({ dataDir, apiKeys: [{ name: 'ann', key: 'short' }] })).rejects.toThrow(
      /too short/,
    )
  })
})

describe('without keys', () => {
  it('a page whose name was pointed at this machine gets nothing', async () => {
    const server = await startServer()
    await overSocket(server)
    const port = new URL(server.url).port
    for (const host of ['localhost', '127.0.0.1', '[::1]', '127.0.0.9']) {
      expect(await rawStatus(`${server.url}/v1/translations`, { host: `${host}:${port}` }), host).toBe(200)
    }
    for (const host of ['evil.example', `localhost.evil.example:${port}`, '10.0.0.1', '']) {
      expect(await rawStatus(`${server.url}/v1/translations`, { host }), host).toBe(403)
    }
  })

  it('a page of another origin cannot drive the server, unless it is allowed', async () => {
    const server = await startServer({ corsOrigins: ['https://app.example.com'] })
    await overSocket(server)
    const status = (origin: string) => rawStatus(`${server.url}/v1/translations`, { origin })
    for (const origin of ['https://evil.example', 'null', 'http://localhost:1'])
      expect(await status(origin)).toBe(403)
    for (const origin of ['https://app.example.com', server.url]) expect(await status(origin)).toBe(200)
  })

  it('answers a browser’s question whether a page may ask, for every kind of route', async () => {
    const server = await startServer({ corsOrigins: ['https://app.example.com'] })
    const ask = inProcess(server)
    const origin = 'https://app.example.com'
    for (const path of ['/v1/translations', '/v1/uploads', '/v1/uploads/up_0', '/v1/translations/stream']) {
      const headers = {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-api-key',
      }
      const response = await ask(path, { method: 'OPTIONS', headers })
      expect(response.status, path).toBe(204)
      expect(response.headers.get('access-control-allow-origin')).toBe(origin)
    }
    const stream = await ask('/v1/translations/stream', postJson({ filter: {} }, { origin }))
    expect(stream.headers.get('access-control-allow-origin')).toBe(origin)
    await stream.body?.cancel()
    const upload = await ask('/v1/uploads', {
      method: 'POST',
      headers: { origin, 'tus-resumable': '1.0.0', 'upload-length': '1' },
    })
    expect(upload.headers.get('access-control-allow-origin')).toBe(origin)
    expect(upload.headers.get('access-control-expose-headers')).toContain('Upload-Offset')
  })
})

describe('with a public address', () => {
  it('links lead there, and other names are not served', async () => {
    const server = await startServer({ apiKeys, publicUrl: 'https://translate.example.com/api/' })
    await overSocket(server)
    const headers = { 'x-api-key': ANN }
    const status = (host: string) => rawStatus(`${server.url}/v1/engines`, { ...headers, host })
    expect(await status('translate.example.com')).toBe(200)
    expect(await status('other.example.com')).toBe(403)
    const upload = await inProcess(server, headers)('/v1/uploads', {
      method: 'POST',
      headers: { 'tus-resumable': '1.0.0', 'upload-length': '1' },
    })
    expect(upload.headers.get('location')).toMatch(
      /^https:\/\/translate\.example\.com\/api\/v1\/uploads\/up_/,
    )
  })
})

describe('a flood', () => {
  it('is slowed down for each key on its own, with the time to wait', async () => {
    const server = await startServer({ apiKeys, limits: { requestsPerMinute: 3 } })
    const ask = await overSocket(server)
    const get = (key: string) => ask('/v1/translations', { headers: { 'x-api-key': key } })
    for (let count = 0; count < 3; count++) expect((await get(ANN)).status).toBe(200)
    const refused = await get(ANN)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.json()).toMatchObject({ code: 'rate_limited' })
    expect((await get(BOB)).status).toBe(200)
  })
})

describe('behind a proxy', () => {
  it('checks the host that the browser requested behind a trusted proxy, and the proxy’s own otherwise', async () => {
    const forwarded = (name: string) => ({ 'x-forwarded-host': name, 'x-forwarded-for': '203.0.113.7' })
    for (const [trustProxy, statuses] of [
      [['127.0.0.1'], [200, 403]],
      [['10.0.0.0/8'], [200, 200]],
      [false, [200, 200]],
    ] as const) {
      const allowedHosts = ['translate.example']
      const server = await startServer({ allowedHosts, trustProxy: trustProxy && [...trustProxy] })
      const url = `${await server.listen()}/v1/translations`
      const asked = ['translate.example', 'evil.example'].map((name) => rawStatus(url, forwarded(name)))
      expect(await Promise.all(asked), String(trustProxy)).toEqual(statuses)
    }
  })

  it('limits requests through a proxy on this machine, whatever address they claim', async () => {
    const server = await startServer({ limits: { requestsPerMinute: 2 }, trustProxy: true })
    const url = `${await server.listen()}/v1/translations`
    const statuses: unknown[] = []
    for (let count = 0; count < 3; count++)
      statuses.push(await rawStatus(url, { 'x-forwarded-for': '127.0.0.1' }))
    expect(statuses).toEqual([200, 200, 429])
  })

  it('is trusted only by its address', async () => {
    for (const trustProxy of ['proxy.example', '10.0.0.0/64', ['127.0.0.1', '']])
      await expect(createServer({ trustProxy, dataDir: await temporaryFolder() })).rejects.toThrow(
        'trustProxy',
      )
  })
})
