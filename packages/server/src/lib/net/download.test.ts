import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StorageFull } from '../files/storage-full.ts'
import { isPublicAddress, urlRefusal } from './addresses.ts'
import { downloadSource } from './download.ts'

let folder: string
const cleanups: (() => unknown)[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vt-download-'))
})

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
  await rm(folder, { recursive: true, force: true })
})

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  cleanups.push(() => (server.closeAllConnections(), server.close()))
  return (server.address() as AddressInfo).port
}

function fetchTo(url: string, options: Partial<Parameters<typeof downloadSource>[2]> = {}) {
  const path = join(folder, 'source')
  return downloadSource(url, path, { signal: new AbortController().signal, maxBytes: 1_000_000, ...options })
}

describe('downloadSource', () => {
  it('saves the file with its name, type and size, and reports progress', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, {
        'content-type': 'video/mp4; x=1',
        'content-length': 5,
        'content-disposition': `attachment; filename*=UTF-8''..%2Fa%20b.mp4`,
      })
      response.end('hello')
    })
    const seen: unknown[] = []
    const result = await fetchTo(`http://127.0.0.1:${port}/x`, {
      allowPrivate: true,
      onProgress: (...args) => void seen.push(args),
    })
    expect(result).toEqual({ bytes: 5, name: 'a b.mp4', mediaType: 'video/mp4' })
    expect(await readFile(join(folder, 'source'), 'utf8')).toBe('hello')
    expect(seen.at(-1)).toEqual([5, 5])
  })

  it('reserves the announced size before the first byte is written', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 500_000 }).end(Buffer.alloc(500_000))
    })
    const asked: number[] = []
    const reserveSpace = async (bytes: number) => {
      asked.push(bytes)
      throw new StorageFull('The disk is full.')
    }
    const url = `http://127.0.0.1:${port}/a`
    await expect(fetchTo(url, { allowPrivate: true, reserveSpace })).rejects.toThrow(StorageFull)
    expect(asked).toEqual([500_000])
    expect(await readdir(folder)).toEqual([])
  })

  it('reserves an unknown size in steps, and leaves no file if the disk is full', async () => {
    const chunked = await serve((_request, response) => {
      response.write(Buffer.alloc(250_000))
      response.end(Buffer.alloc(250_000))
    })
    let asked = 0
    const reserveSpace = async () => {
      asked++
      throw new StorageFull('The disk is full.')
    }
    const url = `http://127.0.0.1:${chunked}/a`
    await expect(fetchTo(url, { allowPrivate: true, reserveSpace })).rejects.toThrow(StorageFull)
    expect(asked).toBe(1)
    expect(await readdir(folder)).toEqual([])
  })

  it('takes the name from the redirected URL if the response has none', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/a') response.writeHead(302, { location: '/talk%20one.mov?x=1' }).end()
      else response.end('x')
    })
    const result = await fetchTo(`http://127.0.0.1:${port}/a`, { allowPrivate: true })
    expect(result.name).toBe('talk one.mov')
  })

  it('refuses a source larger than the limit, announced or not, and leaves no file', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/announced') response.setHeader('content-length', 2_000_000)
      for (let i = 0; i < 20; i++) response.write(Buffer.alloc(100_000))
      response.end()
    })
    for (const path of ['announced', 'chunked']) {
      const attempt = fetchTo(`http://127.0.0.1:${port}/${path}`, { allowPrivate: true })
      await expect(attempt).rejects.toMatchObject({ code: 'source_too_large', retryable: false })
    }
    expect(await readdir(folder)).toEqual([])
  })

  it('distinguishes temporary failures from final ones', async () => {
    const port = await serve((request, response) => {
      response.writeHead(Number(request.url?.slice(1))).end()
    })
    const at = (status: number) => fetchTo(`http://127.0.0.1:${port}/${status}`, { allowPrivate: true })
    await expect(at(404)).rejects.toMatchObject({ code: 'source_unreachable', retryable: false })
    await expect(at(503)).rejects.toMatchObject({ code: 'source_unreachable', retryable: true })
  })

  it('treats a transfer that is cut off as a temporary failure', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('half')
      setTimeout(() => response.destroy(), 20)
    })
    const attempt = fetchTo(`http://127.0.0.1:${port}/`, { allowPrivate: true })
    await expect(attempt).rejects.toMatchObject({ code: 'source_unreachable', retryable: true })
  })

  it('gives up on a source that is too slow, even if it is never silent', async () => {
    const port = await serve((_request, response) => {
      const drip = setInterval(() => response.write('x'), 5)
      response.once('close', () => clearInterval(drip))
    })
    const limits = { minBytesPerSecond: 10_000, graceMs: 100 }
    const attempt = fetchTo(`http://127.0.0.1:${port}/`, { allowPrivate: true, limits })
    await expect(attempt).rejects.toMatchObject({ code: 'source_unreachable', retryable: true })
    await expect(attempt).rejects.toThrow(/too slow/)
  })

  it('rejects with the caller’s reason after an abort', async () => {
    const port = await serve((_request, response) => void response.write('x'))
    const controller = new AbortController()
    const reason = new Error('enough')
    const attempt = fetchTo(`http://127.0.0.1:${port}/`, {
      allowPrivate: true,
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    })
    await expect(attempt).rejects.toBe(reason)
  })
})

describe('the guard', () => {
  it('does not connect to a public name that resolves to a private address', async () => {
    let hits = 0
    const port = await serve((_request, response) => void (hits++, response.end('secret')))
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.0.0.1', '169.254.169.254']) {
      const resolve = async () => [{ address, family: address.includes(':') ? 6 : 4 }]
      const attempt = fetchTo(`http://video.example.com:${port}/`, { resolve })
      await expect(attempt).rejects.toMatchObject({ code: 'source_forbidden', retryable: false })
    }
    expect(hits).toBe(0)
  })

  it('refuses a name with a single private address among public ones', async () => {
    const resolve = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ]
    await expect(fetchTo('http://video.example.com/', { resolve })).rejects.toMatchObject({
      code: 'source_forbidden',
    })
  })

  it('connects to the checked address without resolving the name again', async () => {
    let asked = 0
    const port = await serve((_request, response) => void response.end('ok'))
    const resolve = async () => (asked++, [{ address: '127.0.0.1', family: 4 }])
    await fetchTo(`http://video.example.com:${port}/`, { resolve, allowPrivate: true })
    expect(asked).toBe(1)
  })

  it('refuses literal private addresses in every spelling, local names, other schemes and credentials', () => {
    const refused = [
      'http://127.0.0.1/', 'http://0x7f.1/', 'http://2130706433/', 'http://0/', 'http://localhost/', 'http://a.localhost./',
      'http://[::1]/', 'http://[::ffff:10.0.0.1]/', 'http://[64:ff9b::7f00:1]/', 'http://[fd00::1]/', 'http://[::7f00:1]/',
      'http://10.1.2.3/', 'http://172.16.0.1/', 'http://192.168.1.1/', 'http://169.254.169.254/latest', 'http://100.64.0.1/',
      'http://224.0.0.1/', 'http://metadata.google.internal/', 'http://printer/', 'file:///etc/passwd', 'ftp://example.com/',
      'http://user:secret@example.com/',
    ] // prettier-ignore
    for (const url of refused) expect(urlRefusal(new URL(url)), url).toBeTypeOf('string')
    for (const url of ['https://example.com/v.mp4', 'http://93.184.216.34/', 'https://[2606:4700::1111]/']) {
      expect(urlRefusal(new URL(url)), url).toBeUndefined()
    }
  })

  it('follows no redirect to a forbidden address, name or scheme', async () => {
    let hits = 0
    const secret = await serve((_request, response) => void (hits++, response.end('secret')))
    let location = ''
    const port = await serve((_request, response) => void response.writeHead(302, { location }).end())
    const resolve = async (name: string) => [
      { address: name === 'hop.example.com' ? '127.0.0.1' : '127.0.0.2', family: 4 },
    ]
    const isAllowed = (address: string) => address === '127.0.0.1'
    const forbidden = [
      'http://169.254.169.254/',
      'file:///etc/passwd',
      'http://[',
      `http://127.0.0.2:${secret}/`,
    ]
    for (location of [...forbidden, `http://other.example.com:${secret}/`]) {
      const attempt = fetchTo(`http://hop.example.com:${port}/`, { resolve, isAllowed })
      await expect(attempt, location).rejects.toMatchObject({ code: 'source_forbidden' })
    }
    expect(hits).toBe(0)
  })

  it('distinguishes public addresses from all others', () => {
    for (const address of ['8.8.8.8', '2001:4860:4860::8888']) expect(isPublicAddress(address)).toBe(true)
    for (const address of [
      '255.255.255.255',
      '192.0.2.1',
      '198.18.0.1',
      '2002:7f00:1::',
      'fe80::1',
      'ff02::1',
      '2001::1',
      'nonsense',
    ])
      expect(isPublicAddress(address), address).toBe(false)
  })

  it('gives up on endless redirects', async () => {
    const port = await serve((_request, response) => void response.writeHead(302, { location: '/' }).end())
    await expect(fetchTo(`http://127.0.0.1:${port}/`, { allowPrivate: true })).rejects.toMatchObject({
      code: 'source_forbidden',
    })
  })
})
