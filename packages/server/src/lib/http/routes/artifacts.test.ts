import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import type { Artifact } from 'video-translation-client'
import {
  create,
  engineOf,
  inProcess,
  overSocket,
  startServer,
  TALK,
  untilFinal,
  type Fetch,
} from '../../../../test/support/test-server.ts'
import { contentDisposition } from './artifacts.ts'
import { parseByteRange } from '../requests/byte-range.ts'
import { createUrlSigner } from '../access/signed-url.ts'

const TEXT = '0123456789'
const HOSTILE = 'a"b\\c;é☃.txt'

/** Each target writes a file with an ordinary name, the source one whose name is a trap. */
const writer = engineOf({
  async run(task, { scratch, files }) {
    const name = task.kind === 'source' ? HOSTILE : `${task.language}.txt`
    const path = join(scratch, 'file')
    await writeFile(path, TEXT)
    return { artifacts: [{ name, key: await files.put(path, 'file'), mediaType: 'text/plain' }] }
  },
})

async function finished(ask: Fetch) {
  const { id } = await create(ask, { ...TALK, to: ['es'] })
  return await untilFinal(ask, id)
}

describe('an artifact', () => {
  it('is served whole, with the headers that a player and a browser need', async () => {
    const ask = await overSocket(await startServer({ engines: [writer] }))
    const { id } = await finished(ask)
    const response = await ask(`/v1/translations/${id}/artifacts/es.txt`)
    expect(await response.text()).toBe(TEXT)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'content-length': '10',
      'content-type': 'text/plain',
      'x-content-type-options': 'nosniff',
      'content-disposition': `inline; filename="es.txt"; filename*=UTF-8''es.txt`,
    })
    const head = await ask(`/v1/translations/${id}/artifacts/es.txt`, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', ''])
    const download = await ask(`/v1/translations/${id}/artifacts/es.txt?download=1`)
    expect(download.headers.get('content-disposition')).toMatch(/^attachment/)
  })

  it('is served, or is not new, without an error in the log', async () => {
    const lines: string[] = []
    const stream = { write: (line: string) => void lines.push(line) }
    const logger = fastify({ logger: { level: 'error', stream } }).log
    const server = await startServer({ engines: [writer], logger })
    const ask = await overSocket(server)
    const { id } = await finished(ask)
    const path = `/v1/translations/${id}/artifacts/es.txt`
    const response = await ask(path)
    const again = await ask(path, { headers: { 'if-none-match': response.headers.get('etag') ?? '' } })
    await server.close()
    expect([response.status, again.status, lines]).toEqual([200, 304, []])
  })

  it('is served in ranges', async () => {
    const ask = inProcess(await startServer({ engines: [writer] }))
    const { id } = await finished(ask)
    const path = `/v1/translations/${id}/artifacts/es.txt`
    const part = (range: string, more = {}) => ask(path, { headers: { range, ...more } })
    const etag = (await ask(path, { method: 'HEAD' })).headers.get('etag') ?? ''
    for (const [range, text, described] of [
      ['bytes=2-4', '234', 'bytes 2-4/10'],
      ['bytes=7-', '789', 'bytes 7-9/10'],
      ['bytes=-3', '789', 'bytes 7-9/10'],
      ['bytes=0-999', TEXT, 'bytes 0-9/10'],
    ]) {
      const response = await part(range ?? '', { 'if-range': etag })
      expect([response.status, await response.text(), response.headers.get('content-range')]).toEqual([
        206,
        text,
        described,
      ])
    }
    const beyond = await part('bytes=10-')
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10'])
    expect(beyond.headers.get('cache-control')).toBeNull()
    expect(await beyond.json()).toMatchObject({ code: 'range_not_satisfiable' })
    const head = await ask(path, { method: 'HEAD', headers: { range: 'bytes=2-4' } })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10'])
    expect((await part('bytes=2-4', { 'if-range': '"older"' })).status).toBe(200)
    for (const known of [etag, `"older", W/${etag}`, '*']) {
      expect((await ask(path, { headers: { 'if-none-match': known } })).status, known).toBe(304)
    }
  })

  it('is served by a signed link without a key until the link expires, and by no other link', async () => {
    const key = 'a-key-of-some-length'
    const server = await startServer({ engines: [writer], apiKeys: [{ name: 'ann', key }] })
    const stranger = inProcess(server)
    const done = await finished(inProcess(server, { authorization: `Bearer ${key}` }))
    const artifact = done.targets[0]?.artifacts[0] as Artifact
    const url = new URL(artifact.url ?? '')
    expect(await (await stranger(url.href)).text()).toBe(TEXT)
    expect((await stranger(url.pathname)).status).toBe(401)
    const other = new URL(url.href.replace('es.txt', encodeURIComponent(HOSTILE)))
    const longer = new URL(url)
    longer.searchParams.set('expires', String(Number(url.searchParams.get('expires')) + 1))
    for (const forged of [other, longer]) {
      const response = await stranger(forged.href)
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ code: 'link_expired' })
    }
  })

  it('is named safely whatever its name', async () => {
    const ask = await overSocket(await startServer({ engines: [writer] }))
    const { artifacts } = await finished(ask)
    const response = await ask(new URL(artifacts[0]?.url ?? '').href)
    expect(await response.text()).toBe(TEXT)
    expect(response.headers.get('content-disposition')).toBe(
      `inline; filename="a_b_c;__.txt"; filename*=UTF-8''a%22b%5Cc%3B%C3%A9%E2%98%83.txt`,
    )
    expect(contentDisposition('inline', 'a\r\nSet-Cookie: x')).not.toMatch(/[\r\n]/)
  })

  it('is 404 for an unknown name', async () => {
    const ask = inProcess(await startServer({ engines: [writer] }))
    const { id } = await finished(ask)
    for (const name of ['nothing', '..%2F..%2Fsecret', '%2e%2e%2fsecret']) {
      const response = await ask(`/v1/translations/${id}/artifacts/${name}`)
      expect(response.status).toBe(404)
    }
  })
})

describe('a signed link', () => {
  it('lives half a day, and stays the same for an hour', () => {
    let now = Date.parse('2026-01-31T09:10:00Z')
    const { sign, verify } = createUrlSigner('secret', () => now)
    const { query, expiresAt } = sign('tr_1', 'es.mp4')
    const { expires, signature } = Object.fromEntries(new URLSearchParams(query))
    expect(new Date(expiresAt).toISOString()).toBe('2026-01-31T22:00:00.000Z')
    now += 45 * 60_000
    expect(sign('tr_1', 'es.mp4').query).toBe(query)
    now = expiresAt - 1
    expect(verify('tr_1', 'es.mp4', expires, signature)).toBe(true)
    now = expiresAt
    expect(verify('tr_1', 'es.mp4', expires, signature)).toBe(false)
  })
})

describe('a byte range', () => {
  it('is parsed as the standard says', () => {
    expect(parseByteRange(undefined, 10)).toBeUndefined()
    for (const ignored of ['bytes=', 'bytes=-', 'bytes=5-2', 'bytes=0-1,3-4', 'items=0-1', 'bytes=a-b']) {
      expect(parseByteRange(ignored, 10), ignored).toBeUndefined()
    }
    expect(parseByteRange('bytes=-99', 10)).toEqual({ start: 0, end: 9 })
    for (const impossible of ['bytes=10-', 'bytes=-0'])
      expect(parseByteRange(impossible, 10)).toBe('unsatisfiable')
    expect(parseByteRange('bytes=0-', 0)).toBe('unsatisfiable')
  })
})
