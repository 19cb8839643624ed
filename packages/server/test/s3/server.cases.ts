import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { VideoTranslationClient, type Translation } from 'video-translation-client'
import { backUp } from '../../src/lib/files/back-up.ts'
import type { BucketOptions } from '../../src/lib/files/s3/bucket-options.ts'
import { bucketOf } from '../../src/lib/files/storage-place.ts'
import { createServer } from '../../src/lib/server.ts'
import {
  create, engineOf, inProcess, overSocket, startServer, TALK, temporaryFolder, untilFinal, untilRunning, type Fetch,
} from '../support/test-server.ts' // prettier-ignore
import { keysOf, newBucket, newBucketOptions } from './support/bench.ts'
import { startForwarder } from './support/forwarder.ts'
import { storage } from './support/storage.ts'
import { crashSwift } from './support/swift.ts'

const VIDEO = randomBytes(2 ** 20 + 5)
const SUBTITLES = '1\n00:00:00,000 --> 00:00:01,000\nHola\n'
const OWNER = ['.owner.json']

/** Each target stores a video and its subtitles, and reads back what the source stored. */
const dubber = engineOf({
  async run(task, { scratch, files }) {
    const put = async (name: string, content: string | Buffer, mediaType: string) => {
      const path = join(scratch, name)
      await writeFile(path, content)
      return { name, key: await files.put(path, name), mediaType }
    }
    if (task.kind === 'source') return { output: await put('speech.wav', 'speech', 'audio/wav') }
    const { key } = task.prepared as { key: string }
    const speech = await readFile(await files.get(key), 'utf8')
    const video = await put(`${task.language}.mp4`, VIDEO, 'video/mp4')
    return {
      artifacts: [video, await put(`${task.language}.srt`, speech + SUBTITLES, 'application/x-subrip')],
    }
  },
})

const start = (fileStore: BucketOptions, options = {}) =>
  startServer({ engines: [dubber], fileStore, ...options })

async function finished(ask: Fetch): Promise<Translation> {
  const { id } = await create(ask, { ...TALK, to: ['es'] })
  const translation = await untilFinal(ask, id)
  expect(translation.status).toBe('completed')
  return translation
}

function linkOf({ targets }: Translation, name: string): string {
  const url = targets.flatMap(({ artifacts }) => artifacts).find((artifact) => artifact.name === name)?.url
  if (!url) throw new Error(`There is no link to ${name}.`)
  return url
}

it('a large artifact is downloaded from the bucket, by its link or with a key, whole or in part', async () => {
  const server = await start(newBucketOptions())
  const ask = await overSocket(server)
  const translation = await finished(ask)
  const link = linkOf(translation, 'es.mp4')
  for (const path of [link, `/v1/translations/${translation.id}/artifacts/es.mp4`]) {
    const redirect = await ask(`${path}${path.includes('?') ? '&' : '?'}download=1`, { redirect: 'manual' })
    expect([redirect.status, redirect.headers.get('cache-control')]).toEqual([302, 'no-store'])
    const location = redirect.headers.get('location') ?? ''
    expect(location.startsWith(`${storage().endpoint}/videos/`)).toBe(true)
    const response = await fetch(location)
    expect(Buffer.from(await response.arrayBuffer()).equals(VIDEO)).toBe(true)
    expect(response.headers.get('content-type')).toBe('video/mp4')
    expect(response.headers.get('content-disposition')).toContain('attachment; filename="es.mp4"')
  }
  const end = await fetch(link, { headers: { range: `bytes=${VIDEO.length - 2}-` } })
  expect([end.status, (await end.arrayBuffer()).byteLength]).toEqual([206, 2])
  const head = await fetch(link, { method: 'HEAD' })
  expect([head.status, head.redirected, head.headers.get('content-length')]).toEqual([
    200,
    false,
    `${VIDEO.length}`,
  ])
  await using client = new VideoTranslationClient(server.url)
  const download = await client.download(translation.id, 'es.mp4')
  expect((await (await download.blob()).arrayBuffer()).byteLength).toBe(VIDEO.length)
})

it("a client in the server's own process downloads a large artifact through the server", async () => {
  const server = await start(newBucketOptions())
  const { id } = await finished(inProcess(server))
  await using client = new VideoTranslationClient(server.url, { fetch: server.fetch })
  const blob = await (await client.download(id, 'es.mp4')).blob()
  expect(Buffer.from(await blob.arrayBuffer()).equals(VIDEO)).toBe(true)
})

it('the link into the bucket ends with the link of the artifact', async () => {
  const ask = await overSocket(await start(newBucketOptions()))
  const redirect = await ask(linkOf(await finished(ask), 'es.mp4'), { redirect: 'manual' })
  const seconds = Number(new URL(redirect.headers.get('location') ?? '').searchParams.get('X-Amz-Expires'))
  expect(seconds / 3600).toBeGreaterThan(11)
  expect(seconds / 3600).toBeLessThanOrEqual(13)
})

it('subtitles come from the server itself, and all artifacts do where clients cannot reach the bucket', async () => {
  const both = await overSocket(await start(newBucketOptions()))
  const subtitles = await both(linkOf(await finished(both), 'es.srt'), { redirect: 'error' })
  expect(await subtitles.text()).toBe(`speech${SUBTITLES}`)
  const ask = await overSocket(await start({ ...newBucketOptions(), redirectDownloads: false }))
  const link = linkOf(await finished(ask), 'es.mp4')
  const whole = await ask(link, { redirect: 'error' })
  expect(Buffer.from(await whole.arrayBuffer()).equals(VIDEO)).toBe(true)
  const part = await ask(link, { redirect: 'error', headers: { range: 'bytes=1-3' } })
  expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, VIDEO.subarray(1, 4)])
})

it('links name the address of the storage that clients can reach', async () => {
  const { endpoint } = await startForwarder(storage().endpoint)
  const ask = await overSocket(await start({ ...newBucketOptions(), publicEndpoint: endpoint }))
  const response = await ask(linkOf(await finished(ask), 'es.mp4'))
  expect(new URL(response.url).origin).toBe(endpoint)
  expect((await response.arrayBuffer()).byteLength).toBe(VIDEO.length)
})

it('deleting a translation leaves the bucket and the scratch folder empty', async () => {
  const options = newBucketOptions()
  const bucket = await newBucket(options)
  const server = await start(options)
  const ask = inProcess(server)
  const { id } = await finished(ask)
  expect((await keysOf(bucket, 'files/')).length).toBeGreaterThan(2)
  await ask(`/v1/translations/${id}`, { method: 'DELETE' })
  expect(await keysOf(bucket)).toEqual(OWNER)
  await expect.poll(() => readdir(join(server.dataDir, 'scratch'))).toEqual([])
  expect(await readdir(join(server.dataDir, 'files'))).toEqual([])
})

it('files without a translation are removed at the next start', async () => {
  const options = newBucketOptions()
  const bucket = await newBucket(options)
  const first = await start(options)
  const { id } = await finished(inProcess(first))
  await first.close()
  const kept = await keysOf(bucket, 'files/')
  // An id of a time that the database knows: files that are older than it would be kept.
  const gone = id.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
  await bucket.put(`files/translations/${gone}/t/a1/x`, 'x')
  await start(options, { dataDir: first.dataDir })
  await expect.poll(() => keysOf(bucket, 'files/')).toEqual(kept)
  expect(kept.every((key) => key.includes(id))).toBe(true)
})

it('a translation goes on when the storage is killed in the middle of it', async () => {
  let crashed = false
  const engine = engineOf({
    ...dubber,
    async run(task, context) {
      if (task.kind === 'target' && !crashed) {
        crashed = true
        await crashSwift(storage().folder)
      }
      return await dubber.run(task, context)
    },
  })
  const ask = inProcess(await start(newBucketOptions(), { engines: [engine] }))
  const { id } = await create(ask, { ...TALK, to: ['es'] })
  const translation = await untilFinal(ask, id)
  expect(translation.status).toBe('completed')
  const events = await (await ask(`/v1/translations/${id}/events`)).json()
  expect(JSON.stringify(events)).not.toContain('retry')
})

it('clients are told when the storage is away, and are served again when it is back', async () => {
  const forwarder = await startForwarder(storage().endpoint)
  const options = { ...newBucketOptions(), endpoint: forwarder.endpoint, redirectDownloads: false }
  const ask = inProcess(await start(options))
  const { id } = await finished(ask)
  await forwarder.cut()
  const refused = await ask(`/v1/translations/${id}/artifacts/es.mp4`)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10'])
  const problem = (await refused.json()) as { code: string; detail: string }
  expect(problem.code).toBe('storage_unavailable')
  expect(problem.detail).not.toContain('127.0.0.1')
  await forwarder.restore()
  const served = await ask(`/v1/translations/${id}/artifacts/es.mp4`)
  expect((await served.arrayBuffer()).byteLength).toBe(VIDEO.length)
})

it('a server stops within seconds although the storage is away and tasks wait for it', async () => {
  const forwarder = await startForwarder(storage().endpoint)
  const server = await start({ ...newBucketOptions(), endpoint: forwarder.endpoint })
  const ask = inProcess(server)
  await forwarder.cut()
  const { id } = await create(ask, { ...TALK, to: ['es'] })
  await untilRunning(ask, id)
  const startedAt = performance.now()
  await server.close({ graceMs: 0 })
  expect(performance.now() - startedAt).toBeLessThan(20_000)
})

it('a canceled translation does not wait for a storage that is away', async () => {
  const forwarder = await startForwarder(storage().endpoint)
  const ask = inProcess(await start({ ...newBucketOptions(), endpoint: forwarder.endpoint }))
  await forwarder.cut()
  const { id } = await create(ask, { ...TALK, to: ['es'] })
  await untilRunning(ask, id)
  await ask(`/v1/translations/${id}/cancel`, { method: 'POST' })
  expect((await untilFinal(ask, id)).status).toBe('canceled')
})

it('a data folder stays with its bucket, and a bucket with its data folder', async () => {
  const options = newBucketOptions()
  const { dataDir, close } = await start(options)
  await close()
  await expect(createServer({ dataDir })).rejects.toThrow(`The files of ${dataDir} are in s3://videos/`)
  await expect(createServer({ dataDir, fileStore: newBucketOptions() })).rejects.toThrow('Name that bucket')
  await expect(start(options)).rejects.toThrow('holds the files of another server')
  const own = await temporaryFolder()
  await (await startServer({ dataDir: own })).close()
  await writeFile(join(own, 'files', 'x'), 'x')
  await expect(start(newBucketOptions(), { dataDir: own })).rejects.toThrow('then rename both folders')
})

it('a server does not start with a bucket that it cannot use, and says why', async () => {
  const options = newBucketOptions()
  await expect(start({ ...options, bucket: 'nowhere' })).rejects.toThrow('does not exist')
  await expect(start({ ...options, bucket: 'no bucket' })).rejects.toThrow('not the name of a bucket')
  await expect(start({ ...options, prefix: '../x' })).rejects.toThrow('fileStore.prefix')
})

it('a backup has the database and names the bucket, and a restored server finds its files there', async () => {
  const options = newBucketOptions()
  const server = await start(options)
  const { id } = await finished(inProcess(server))
  const copy = join(await temporaryFolder(), 'copy')
  await backUp(server.dataDir, copy)
  expect(await bucketOf(copy)).toBe(`s3://videos/${options.prefix}`)
  await server.close()
  const ask = inProcess(await start(options, { dataDir: copy }))
  expect(await (await ask(`/v1/translations/${id}/artifacts/es.srt`)).text()).toContain('Hola')
})
