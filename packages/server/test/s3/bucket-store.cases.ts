import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDiskSpace } from '../../src/lib/files/disk-space.ts'
import { describeFileStore } from '../../src/lib/files/file-store.conformance.ts'
import { createBucketStore } from '../../src/lib/files/s3/bucket-store.ts'
import { openBucket } from '../../src/lib/files/s3/open-bucket.ts'
import { claimBucket } from '../../src/lib/files/s3/owner.ts'
import { inParallel } from '../../src/lib/in-parallel.ts'
import { StorageFull } from '../../src/lib/files/storage-full.ts'
import { keysOf, newBucket, newBucketOptions } from './support/bench.ts'
import { BUCKET, storage } from './support/storage.ts'
import { crashSwift } from './support/swift.ts'

describeFileStore('the bucket store', async () =>
  createBucketStore(await openBucket(newBucketOptions(), 10_000)),
)

let scratch: string

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'bucket-'))
})
afterEach(() => rm(scratch, { recursive: true, force: true }))

/** Larger than two parts, and no multiple of their size. */
const LARGE_BYTES = 40 * 2 ** 20 + 1

async function largeFile(): Promise<{ path: string; content: Buffer }> {
  const [path, content] = [join(scratch, 'large'), randomBytes(LARGE_BYTES)]
  await writeFile(path, content)
  return { path, content }
}

describe('a file in a bucket', () => {
  it('goes and comes in parts where it is large', async () => {
    const files = createBucketStore(await newBucket())
    const { path, content } = await largeFile()
    await files.put('a/large', path)
    expect(await files.size('a/large')).toBe(LARGE_BYTES)
    const copy = await files.localPath('a/large', scratch)
    expect((await readFile(copy)).equals(content)).toBe(true)
    const end = await buffer(await files.read('a/large', { start: LARGE_BYTES - 3, end: LARGE_BYTES + 9 }))
    expect(end.equals(content.subarray(-3))).toBe(true)
  })

  it('leaves nothing where its writing is aborted, with the reason of the abort', async () => {
    const bucket = await newBucket()
    const files = createBucketStore(bucket)
    const { path } = await largeFile()
    const stopping = new AbortController()
    const reason = new Error('not wanted any more')
    const writing = files.put('a/large', path, { signal: stopping.signal })
    setTimeout(() => stopping.abort(reason), 100)
    await expect(writing).rejects.toBe(reason)
    expect(await keysOf(bucket)).toEqual([])
    expect(await bucket.abortOldUploads('', 0)).toBe(0)
    expect((await stat(path)).size).toBe(LARGE_BYTES)
  })

  it('that a killed writer left unfinished is removed once it is old', async () => {
    const bucket = await newBucket()
    const { S3Client, CreateMultipartUploadCommand } = await import('@aws-sdk/client-s3')
    const [{ endpoint }, Bucket] = [storage(), BUCKET]
    const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true })
    const Key = `${bucket.url.split('/').at(-1)}/files/a/large`
    await client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
    expect(await createBucketStore(bucket).removeUnfinished()).toBe(0)
    // The storage rounds the time at which it began up to a second.
    await expect.poll(() => bucket.abortOldUploads('files/', 0)).toBe(1)
    expect(await bucket.abortOldUploads('files/', 0)).toBe(0)
  })

  it('that a task stored is not downloaded again by the same task', async () => {
    const bucket = await newBucket()
    const files = createBucketStore(bucket)
    const path = join(scratch, 'speech.wav')
    await writeFile(path, 'sound')
    const { ino } = await stat(path)
    await files.put('a/speech.wav', path, { scratch })
    await bucket.remove(['files/a/speech.wav'])
    expect((await stat(await files.localPath('a/speech.wav', scratch))).ino).toBe(ino)
    await expect(stat(path)).rejects.toThrow('ENOENT')
  })

  it('is not downloaded to a disk that has no room for it', async () => {
    const bucket = await newBucket()
    await bucket.put('files/a', 'x'.repeat(1000))
    const space = createDiskSpace(scratch, { reserveBytes: 100, freeBytes: async () => 1000 })
    const files = createBucketStore(bucket, { space })
    await expect(files.localPath('a', scratch)).rejects.toThrow(StorageFull)
    expect(await readdir(scratch)).toEqual([])
    await bucket.put('files/a', 'x'.repeat(900))
    expect((await stat(await files.localPath('a', scratch))).size).toBe(900)
  })

  it('is removed together with more others than one request lists or removes', async () => {
    const bucket = await newBucket()
    const files = createBucketStore(bucket)
    const keys = Array.from({ length: 51 }, (_, index) => `files/t/${index}`)
    const { signal } = new AbortController()
    await inParallel(keys, { concurrency: 20, signal }, (key) => bucket.put(key, ''))
    await files.removeAll('t/')
    expect(await keysOf(bucket)).toEqual([])
  })

  it('has a link that works without credentials, with the headers that it names, for its time', async () => {
    const bucket = await newBucket()
    const files = createBucketStore(bucket)
    await bucket.put('files/a/es.mp4', '0123456789')
    const link = (expiresInSeconds: number) =>
      files.link?.('a/es.mp4', {
        expiresInSeconds,
        mediaType: 'video/mp4',
        disposition: `attachment; filename="es.mp4"; filename*=UTF-8''%C3%A9s.mp4`,
        cacheControl: 'private, max-age=60',
      }) as Promise<string>
    const response = await fetch(await link(60), { headers: { range: 'bytes=2-4' } })
    expect([response.status, await response.text()]).toEqual([206, '234'])
    expect(response.headers.get('content-type')).toBe('video/mp4')
    expect(response.headers.get('content-disposition')).toContain(`filename*=UTF-8''%C3%A9s.mp4`)
    expect(response.headers.get('content-range')).toBe('bytes 2-4/10')
    const short = await link(1)
    await new Promise((resolve) => setTimeout(resolve, 2100))
    expect((await fetch(short)).status).toBe(403)
  })

  it('arrives although the storage is killed meanwhile', async () => {
    const files = createBucketStore(await newBucket(undefined, 60_000))
    const { path, content } = await largeFile()
    const writing = files.put('a/large', path)
    await crashSwift(storage().folder)
    await writing
    const reading = files.localPath('a/large', scratch)
    await crashSwift(storage().folder)
    expect((await readFile(await reading)).equals(content)).toBe(true)
  })
})

describe('a bucket that cannot be used', () => {
  const attempt = async (changes: object) => {
    const bucket = await newBucket({ ...newBucketOptions(), ...changes }, 0)
    await claimBucket(bucket, 'me')
  }

  it('says what is wrong with its name, its address and its region', async () => {
    await expect(attempt({ bucket: 'nowhere' })).rejects.toThrow('does not exist')
    await expect(attempt({ endpoint: 'http://127.0.0.1:1' })).rejects.toThrow('cannot be reached')
    await expect(attempt({ region: 'eu-west-1' })).rejects.toThrow('is in another region')
  })

  it('says which credentials it refuses', async () => {
    const { AWS_SECRET_ACCESS_KEY: secret } = process.env
    process.env['AWS_SECRET_ACCESS_KEY'] = 'wrong'
    await expect(attempt({})).rejects.toThrow('refuses a wrong secret access key')
    process.env['AWS_SECRET_ACCESS_KEY'] = secret
  })

  it('is refused where it belongs to another server, and its own server finds it again', async () => {
    const options = newBucketOptions()
    await claimBucket(await newBucket(options), 'ann')
    await claimBucket(await newBucket(options), 'ann')
    await expect(claimBucket(await newBucket(options), 'bob')).rejects.toThrow('files of another server')
  })
})
