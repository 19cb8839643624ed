import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, it, onTestFinished } from 'vitest'
import { Upload } from '@tus/server'
import { createDiskSpace } from '../../src/lib/files/disk-space.ts'
import type { Bucket } from '../../src/lib/files/s3/bucket.ts'
import { createBucketUploads } from '../../src/lib/http/uploads/bucket-uploads.ts'
import { newUploadId } from '../../src/lib/http/uploads/records.ts'
import type { Uploads } from '../../src/lib/http/uploads/uploads.ts'
import { openSqliteStore } from '../../src/lib/store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/lib/store/store.ts'
import {
  create, engineOf, inProcess, overSocket, postJson, startServer, untilFinal, type Fetch,
} from '../support/test-server.ts' // prettier-ignore
import { keysOf, newBucket, newBucketOptions } from './support/bench.ts'
import { startForwarder } from './support/forwarder.ts'
import { storage } from './support/storage.ts'

const MIB = 2 ** 20
const TUS = { 'tus-resumable': '1.0.0' }
const BYTES = { ...TUS, 'content-type': 'application/offset+octet-stream' }
const LIMITS = {
  uploadBytes: 2 ** 40,
  openUploadsPerKey: 3,
  openUploadBytesPerKey: 2 ** 40,
  unusedUploadMs: 60_000,
}

/** Tells the length and the hash of the source that it gets. */
const reader = engineOf({
  async run(task) {
    if (task.kind !== 'source' || !('file' in task.source)) return {}
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of createReadStream(task.source.file)) {
      hash.update(chunk as Buffer)
      bytes += (chunk as Buffer).length
    }
    const text = `${task.source.name} ${bytes} ${hash.digest('hex')}`
    return { artifacts: [{ name: 'source.txt', text, mediaType: 'text/plain' }] }
  },
})

const start = (fileStore = newBucketOptions(), options = {}) =>
  startServer({ engines: [reader], fileStore, ...options })

async function begin(ask: Fetch, length: number | undefined): Promise<string> {
  const size: Record<string, string> =
    length === undefined ? { 'upload-defer-length': '1' } : { 'upload-length': String(length) }
  const headers = { ...TUS, 'upload-metadata': `filename ${btoa('talk.mp4')}`, ...size }
  const response = await ask('/v1/uploads', { method: 'POST', headers })
  if (response.status !== 201) throw new Error(await response.text())
  return new URL(response.headers.get('location') ?? '').pathname
}

function append(ask: Fetch, path: string, offset: number, body: BodyInit, headers = {}): Promise<Response> {
  return ask(path, {
    method: 'PATCH',
    headers: { ...BYTES, 'upload-offset': String(offset), ...headers },
    body,
  })
}

async function offsetOf(ask: Fetch, path: string): Promise<number> {
  return Number((await ask(path, { method: 'HEAD', headers: TUS })).headers.get('upload-offset'))
}

async function sourceFrom(ask: Fetch, path: string): Promise<string> {
  const { id } = await create(ask, { source: { upload: path.split('/').at(-1) }, to: ['es'] })
  expect((await untilFinal(ask, id)).status).toBe('completed')
  return await (await ask(`/v1/translations/${id}/artifacts/source.txt`)).text()
}

function described(content: Uint8Array): string {
  return `talk.mp4 ${content.length} ${createHash('sha256').update(content).digest('hex')}`
}

it('an upload arrives in parts, over several objects, and becomes a source', async () => {
  const options = newBucketOptions()
  const [server, bucket] = [await start(options), await newBucket(options)]
  const ask = await overSocket(server)
  const content = randomBytes(20 * MIB + 3)
  const path = await begin(ask, content.length)
  expect((await append(ask, path, 0, content.subarray(0, MIB))).headers.get('upload-offset')).toBe(
    String(MIB),
  )
  expect(await offsetOf(ask, path)).toBe(MIB)
  expect((await append(ask, path, 5, 'x')).status).toBe(409)
  expect((await append(ask, path, MIB, content.subarray(MIB))).status).toBe(204)
  expect(await keysOf(bucket, 'uploads/')).toHaveLength(3)
  expect(await sourceFrom(ask, path)).toBe(described(content))
  await expect.poll(() => readdir(join(server.dataDir, 'scratch'))).toEqual([])
})

it('an upload of unknown length becomes a source too', async () => {
  const ask = inProcess(await start())
  const path = await begin(ask, undefined)
  await append(ask, path, 0, 'abcd')
  expect((await append(ask, path, 4, 'e', { 'upload-length': '5' })).status).toBe(204)
  expect(await sourceFrom(ask, path)).toBe(described(Buffer.from('abcde')))
})

it('an upload can come with its creation, and leaves nothing where that fails', async () => {
  const options = newBucketOptions()
  const bucket = await newBucket(options)
  const ask = inProcess(await start(options, { limits: { uploadBytes: 10, openUploadBytesPerKey: 10 } }))
  const post = (headers: Record<string, string>, body: string) =>
    ask('/v1/uploads', { method: 'POST', headers: { ...BYTES, ...headers }, body })
  const whole = await post({ 'upload-length': '3' }, 'abc')
  expect([whole.status, whole.headers.get('upload-offset')]).toEqual([201, '3'])
  const failed = await post({ 'upload-defer-length': '1' }, 'more than seven')
  expect(failed.status).toBeGreaterThanOrEqual(400)
  expect(await keysOf(bucket, 'uploads/')).toHaveLength(1)
  await begin(ask, 7)
})

it('an upload keeps what arrived when its sender vanishes, and goes on after a restart of the server', async () => {
  const options = newBucketOptions()
  const first = await start(options)
  const ask = await overSocket(first)
  const content = randomBytes(MIB)
  const path = await begin(ask, content.length)
  const controller = new AbortController()
  const body = new ReadableStream<Uint8Array>({
    start: (stream) => stream.enqueue(content.subarray(0, 500_000)),
    pull: () => new Promise(() => {}),
  })
  const headers = { ...BYTES, 'upload-offset': '0' }
  const init = { method: 'PATCH', headers, body, duplex: 'half', signal: controller.signal } as RequestInit
  const broken = ask(path, init).catch(() => undefined)
  const spooled = async () => {
    const names = await readdir(join(first.dataDir, 'scratch'))
    const files = await Promise.all(names.map((name) => readFile(join(first.dataDir, 'scratch', name))))
    return files.reduce((sum, { length }) => sum + length, 0)
  }
  await expect.poll(spooled).toBe(500_000)
  controller.abort()
  await broken
  await expect.poll(() => offsetOf(ask, path)).toBe(500_000)
  await first.close()
  const again = inProcess(await start(options, { dataDir: first.dataDir }))
  expect((await append(again, path, 500_000, content.subarray(500_000))).status).toBe(204)
  expect(await sourceFrom(again, path)).toBe(described(content))
})

it('a finished upload can be deleted, one that a translation uses cannot, and it goes with its translation', async () => {
  const options = newBucketOptions()
  const bucket = await newBucket(options)
  const ask = inProcess(await start(options))
  const finished = await begin(ask, 3)
  await append(ask, finished, 0, 'abc')
  expect((await ask(finished, { method: 'DELETE', headers: TUS })).status).toBe(204)
  expect((await ask(finished, { method: 'HEAD', headers: TUS })).status).toBe(404)
  const used = await begin(ask, 3)
  await append(ask, used, 0, 'abc')
  const { id } = await create(ask, { source: { upload: used.split('/').at(-1) }, to: ['es'] })
  expect((await ask(used, { method: 'DELETE', headers: TUS })).status).toBe(409)
  await untilFinal(ask, id)
  await ask(`/v1/translations/${id}`, { method: 'DELETE' })
  expect(await keysOf(bucket, 'uploads/')).toEqual([])
})

it('an upload belongs to its key, and counts for the quota of it alone', async () => {
  const keys = ['ann', 'bob'].map((name) => ({ name, key: `${name}-0123456789abcdef` }))
  const limits = { openUploadsPerKey: 2, uploadBytes: 100, openUploadBytesPerKey: 100 }
  const server = await start(newBucketOptions(), { apiKeys: keys, limits })
  const [ann, bob] = keys.map(({ key }) => inProcess(server, { 'x-api-key': key })) as [Fetch, Fetch]
  const path = await begin(ann, undefined)
  await append(ann, path, 0, 'x'.repeat(40))
  expect((await append(bob, path, 40, 'x')).status).toBe(404)
  await expect(begin(ann, 61)).rejects.toThrow('upload_quota_exceeded')
  await begin(ann, 60)
  await expect(begin(ann, 0)).rejects.toThrow('as many as one key may have')
  const over = await append(ann, path, 40, 'x')
  expect(await over.json()).toMatchObject({ status: 507, code: 'upload_quota_exceeded' })
  const declared = await append(ann, path, 40, 'x', { 'upload-length': '41' })
  expect(await declared.json()).toMatchObject({ status: 507, code: 'upload_quota_exceeded' })
  await begin(bob, 100)
})

it('an upload goes on where it was after the storage was away', async () => {
  const forwarder = await startForwarder(storage().endpoint)
  const ask = inProcess(await start({ ...newBucketOptions(), endpoint: forwarder.endpoint }))
  const path = await begin(ask, 6)
  await append(ask, path, 0, 'abc')
  await forwarder.cut()
  const refused = await append(ask, path, 3, 'def')
  expect(await refused.json()).toMatchObject({ status: 503, code: 'storage_unavailable' })
  expect(await offsetOf(ask, path)).toBe(3)
  await forwarder.restore()
  expect((await append(ask, path, 3, 'def')).status).toBe(204)
  expect(await sourceFrom(ask, path)).toBe(described(Buffer.from('abcdef')))
})

it('an upload is refused where the disk would be nearly full', async () => {
  const ask = inProcess(await start(newBucketOptions(), { limits: { freeBytes: 2 ** 60 } }))
  const path = await begin(ask, 3)
  const refused = await append(ask, path, 0, 'abc')
  expect(await refused.json()).toMatchObject({ status: 507, code: 'insufficient_storage' })
  const translation = await ask(
    '/v1/translations',
    postJson({ source: { upload: path.split('/').at(-1) }, to: ['es'] }),
  )
  expect(await translation.json()).toMatchObject({ code: 'upload_incomplete' })
})

interface Cluster {
  nodes: [Uploads, Uploads]
  bucket: Bucket
  store: Store
}

/** Two nodes with one database and one bucket. */
async function startCluster(limits = LIMITS): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'cluster-'))
  const store = await openSqliteStore({ path: join(folder, 'store.db') })
  const bucket = await newBucket()
  onTestFinished(async () => {
    await store.close()
    await rm(folder, { recursive: true })
  })
  const space = createDiskSpace(folder, { reserveBytes: 0 })
  const parts = { bucket, rows: store.uploads, space, spoolFolder: folder, limits }
  return { nodes: [createBucketUploads(parts), createBucketUploads(parts)], bucket, store }
}

async function admit(uploads: Uploads, size: number): Promise<string> {
  const id = newUploadId()
  await uploads.admit(new Upload({ id, size, offset: 0 }), 'ann')
  return id
}

async function contentOf(uploads: Uploads, id: string): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'scratch-'))
  onTestFinished(() => rm(path, { recursive: true }))
  const { signal } = new AbortController()
  return await readFile(await uploads.localPath(id, { scratch: { path }, signal }), 'utf8')
}

it('of two nodes that write at the same offset one wins, and the other leaves nothing', async () => {
  const { nodes, bucket } = await startCluster()
  const id = await admit(nodes[0], 100)
  for (let offset = 0; offset < 100; offset += 20) {
    const parts = ['a', 'b'].map((name) => name.repeat(20))
    const writes = nodes.map((node, index) =>
      node.append(id, offset, Readable.from([Buffer.from(parts[index] ?? '')])),
    )
    const results = await Promise.allSettled(writes)
    const winner = results.findIndex(({ status }) => status === 'fulfilled')
    const loser = results[1 - winner] as PromiseRejectedResult
    expect(loser.reason).toMatchObject({ status: 409, code: 'upload_offset_conflict' })
    expect((await contentOf(nodes[0], id)).slice(offset)).toBe(parts[winner])
  }
  expect(await keysOf(bucket)).toHaveLength(5)
})

it('an upload goes on at either of two nodes', async () => {
  const { nodes } = await startCluster()
  const text = Array.from({ length: 12 }, (_, index) => `part ${index};`)
  const id = await admit(nodes[0], text.join('').length)
  let offset = 0
  for (const [index, part] of text.entries()) {
    const node = nodes[index % 2] as Uploads
    expect(await node.find(id, 'ann')).toMatchObject({ offset })
    offset = await node.append(id, offset, Readable.from([Buffer.from(part)]))
  }
  expect(await contentOf(nodes[1], id)).toBe(text.join(''))
})

it('an empty upload is complete, and its file is empty', async () => {
  const { nodes } = await startCluster()
  const id = await admit(nodes[0], 0)
  expect(await nodes[1].find(id, 'ann')).toEqual({ name: 'source', size: 0, offset: 0 })
  expect(await contentOf(nodes[1], id)).toBe('')
})

it('two nodes together admit no more uploads than the key may have', async () => {
  const { nodes, store } = await startCluster()
  const asked = Array.from({ length: 10 }, (_, index) => admit(nodes[index % 2] as Uploads, 1))
  await Promise.allSettled(asked)
  expect((await store.uploads.usage('ann')).count).toBeLessThanOrEqual(LIMITS.openUploadsPerKey)
})

it('a sweep removes unused uploads, and old objects that no row names', async () => {
  const { nodes, bucket, store } = await startCluster({ ...LIMITS, unusedUploadMs: 0 })
  const [used, unused] = [await admit(nodes[0], 3), await admit(nodes[0], 3)]
  for (const id of [used, unused]) await nodes[0].append(id, 0, Readable.from([Buffer.from('abc')]))
  await store.create({
    owner: 'ann', engine: 'e', to: ['es'], options: {}, maxAttempts: 1, source: { upload: used, name: 'a', bytes: 3 },
  }) // prettier-ignore
  await bucket.put(`uploads/${used}/000-lost`, 'x')
  await bucket.put('uploads/up_gone/000', 'x')
  await expect
    .poll(() =>
      nodes[1]
        .sweep(
          (id) => store.retireUpload(id),
          () => undefined,
        )
        .then(() => keysOf(bucket)),
    )
    .toHaveLength(1)
  expect(await contentOf(nodes[0], used)).toBe('abc')
  await expect(contentOf(nodes[0], unused)).rejects.toMatchObject({ code: 'source_missing' })
})
