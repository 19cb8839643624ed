import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withProxy } from '../models/npm-settings.ts'
import { downloadSource } from './download.ts'
import { guardedPost } from './guard.ts'
import { proxiedFetch, proxySettings } from './proxy.ts'
import { startTestProxy, type TestProxy } from './testing/proxy.ts'

const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY']
const cleanups: (() => unknown)[] = []

beforeEach(() => {
  for (const name of NAMES.flatMap((each) => [each, each.toLowerCase()])) vi.stubEnv(name, '')
})
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  cleanups.push(() => (server.closeAllConnections(), server.close()))
  return (server.address() as AddressInfo).port
}

/** Starts a proxy for all requests, with one server behind it named `videos.test`. */
async function behindProxy(listener: RequestListener = (_, response) => void response.end('hello')) {
  const port = await serve(listener)
  const proxy = await startTestProxy({ 'videos.test': port })
  cleanups.push(() => proxy[Symbol.asyncDispose]())
  vi.stubEnv('HTTP_PROXY', proxy.url)
  return { proxy, port }
}

describe('the proxy variables', () => {
  const settings = (url: string, env: NodeJS.ProcessEnv) => proxySettings(new URL(url), env)
  const PROXY = 'http://proxy.test:3128'

  it.each([
    ['each scheme has its own', { HTTP_PROXY: PROXY, HTTPS_PROXY: 'http://b.test' }, PROXY, 'http://b.test'],
    ['https takes that of http', { HTTP_PROXY: PROXY }, PROXY, PROXY],
    ['one for all', { ALL_PROXY: PROXY }, PROXY, PROXY],
    ['lower case wins', { http_proxy: PROXY, HTTP_PROXY: 'http://b.test' }, PROXY, PROXY],
    ['a scheme may be left out', { http_proxy: 'proxy.test:3128' }, PROXY, PROXY],
    [
      'SOCKS',
      { all_proxy: 'socks5://proxy.test:1080' },
      'socks5://proxy.test:1080',
      'socks5://proxy.test:1080',
    ],
    ['none', {}, '', ''],
  ])('%s', (_title, env, httpProxy, httpsProxy) => {
    expect(settings('http://a.test', env)).toMatchObject({ httpProxy, httpsProxy })
  })

  it('requests to this machine never use a proxy', () => {
    expect(settings('http://a.test', { NO_PROXY: 'corp.test, .lan' }).noProxy).toBe(
      'corp.test,.lan,localhost,127.0.0.1,[::1]',
    )
  })

  it('an address within a range of NO_PROXY is connected directly', () => {
    const direct = (url: string) =>
      settings(url, { NO_PROXY: '10.0.0.0/8,fd00::/8' }).noProxy.includes(new URL(url).hostname)
    expect(['http://10.1.2.3/', 'http://[fd00::5]/'].map(direct)).toEqual([true, true])
    expect(['http://11.1.2.3/', 'http://[fe80::5]/', 'http://a.test/'].map(direct)).toEqual([
      false,
      false,
      false,
    ])
  })

  it.each(['http://', 'ftp://user:secret@proxy.test', 'http://user:secret@:1'])(
    'an invalid proxy address (%s) is refused with the name of its variable, without its password',
    (value) => {
      const attempt = () => settings('http://a.test', { https_proxy: value })
      expect(attempt).toThrow(/^HTTPS_PROXY is not the address of a proxy/)
      expect(attempt).not.toThrow(/secret/)
    },
  )

  it('npm packages use it too, unless npm has its own proxy', () => {
    const env = { ALL_PROXY: PROXY, NO_PROXY: 'corp.test' }
    expect(withProxy({}, env)).toMatchObject({
      httpsProxy: PROXY,
      noProxy: expect.stringContaining('corp.test'),
    })
    expect(withProxy({ httpsProxy: 'http://npm.test' }, env)).toEqual({ httpsProxy: 'http://npm.test' })
    expect(withProxy({ registry: 'http://a.test' }, {})).toEqual({ registry: 'http://a.test' })
  })
})

describe('proxiedFetch', () => {
  it('sends http requests and the password to the proxy, which resolves the name', async () => {
    const { proxy } = await behindProxy()
    vi.stubEnv('HTTP_PROXY', proxy.url.replace('//', '//user:pass%20word@'))
    const response = await proxiedFetch('http://videos.test/v1/chat', { method: 'POST', body: '{}' })
    expect(await response.text()).toBe('hello')
    expect(proxy.asked).toEqual(['POST http://videos.test/v1/chat'])
    expect(proxy.authorization).toBe(`Basic ${Buffer.from('user:pass word').toString('base64')}`)
  })

  it('opens a tunnel through the proxy for https', async () => {
    const { proxy } = await behindProxy()
    await expect(proxiedFetch('https://other.test/')).rejects.toThrow('fetch failed')
    expect(proxy.asked).toEqual(['CONNECT other.test:443'])
  })

  it('connects directly to this machine and to the hosts of NO_PROXY', async () => {
    const { proxy, port } = await behindProxy()
    expect(await (await proxiedFetch(`http://127.0.0.1:${port}/`)).text()).toBe('hello')
    vi.stubEnv('NO_PROXY', 'videos.test')
    await expect(proxiedFetch('http://videos.test/')).rejects.toThrow('fetch failed')
    expect(proxy.asked).toEqual([])
  })

  it('reads the environment at the time of the request', async () => {
    const { proxy, port } = await behindProxy()
    await (await proxiedFetch('http://videos.test/')).text()
    const other: TestProxy = await startTestProxy({ 'videos.test': port })
    cleanups.push(() => other[Symbol.asyncDispose]())
    vi.stubEnv('HTTP_PROXY', other.url)
    await (await proxiedFetch('http://videos.test/')).text()
    expect([proxy.asked.length, other.asked.length]).toEqual([1, 1])
  })
})

describe('the guard behind a proxy', () => {
  let folder: string
  const resolve = async (name: string) => {
    if (name !== 'rebound.test') throw new Error('There is no name server here.')
    return [{ address: '10.0.0.7', family: 4 }]
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vt-proxy-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const download = (url: string) =>
    downloadSource(url, join(folder, 'source'), {
      signal: new AbortController().signal,
      maxBytes: 1_000_000,
      resolve,
    })

  it('downloads a source whose name only the proxy can resolve', async () => {
    const { proxy } = await behindProxy()
    await download('http://videos.test/talk.mp4')
    expect(await readFile(join(folder, 'source'), 'utf8')).toBe('hello')
    expect(proxy.asked).toEqual(['GET http://videos.test/talk.mp4'])
  })

  it.each([
    'http://10.0.0.7/',
    'http://[::ffff:127.0.0.1]/',
    'http://localhost/',
    'http://printer/',
    'http://rebound.test/',
  ])('never requests %s from the proxy', async (url) => {
    const { proxy } = await behindProxy()
    await expect(download(url)).rejects.toMatchObject({ code: 'source_forbidden' })
    expect(proxy.asked).toEqual([])
  })

  it('follows no redirect into a private network', async () => {
    const { proxy } = await behindProxy(
      (_, response) => void response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
    )
    await expect(download('http://videos.test/')).rejects.toMatchObject({ code: 'source_forbidden' })
    expect(proxy.asked).toHaveLength(1)
  })

  it('delivers webhooks through it', async () => {
    const { proxy } = await behindProxy()
    const response = await guardedPost('http://videos.test/hook', '{}', { resolve })
    await response.body.dump()
    await response.close()
    expect(response.status).toBe(200)
    expect(proxy.asked).toEqual(['POST http://videos.test/hook'])
  })
})
