import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import type { DiskSpace } from '../disk-space.ts'
import type { FileStore, PutOptions } from '../file-store.ts'
import { checkKey, checkPrefix } from '../file-key.ts'
import type { Bucket, OpenOptions } from './bucket.ts'
import { appendObject } from './download.ts'
import { isOutsideObject, missingFile } from './failures.ts'

export interface BucketStoreOptions {
  /** The local disk, on which downloads reserve their size first. Default: not checked. */
  space?: Pick<DiskSpace, 'reserve' | 'spend' | 'release'>
}

/** The files are below this, and what else the server keeps in the bucket is beside it. */
const FILES = 'files/'
const COPIES = '.copies'
const DAY_MS = 24 * 3600_000
/** How long a caller with a signal waits for a storage that is away. */
export const PATIENT_MS = 5 * 60_000

/**
 * Files in a bucket, each an object. Reads a file from a local copy in the scratch folder of its
 * task.
 */
export function createBucketStore(bucket: Bucket, { space }: BucketStoreOptions = {}): FileStore {
  const patient = bucket.withPatience(PATIENT_MS)
  const bucketFor = (signal: AbortSignal | undefined) => (signal ? patient : bucket)
  const fullKey = (key: string): string => {
    checkKey(key)
    return `${FILES}${key}`
  }
  return {
    put: async (key, path, options) =>
      await put(fullKey(key), path, bucketFor(options?.signal), { ...options, key }),
    size: async (key, signal) => (await bucketFor(signal).head(fullKey(key), signal))?.bytes,
    read: async (key, range) => await read(fullKey(key), range, bucket),
    async localPath(key, scratch, signal) {
      const from = fullKey(key)
      const path = copyOf(key, scratch)
      if (!(await isThere(path))) await fetchCopy(from, path, { bucket: bucketFor(signal), space, signal })
      return path
    },
    remove: async (key) => await bucket.remove([fullKey(key)]),
    async *list(prefix = '') {
      if (prefix !== '') checkPrefix(prefix)
      for await (const { key } of bucket.list(FILES + prefix)) yield key.slice(FILES.length)
    },
    async removeAll(prefix) {
      checkPrefix(prefix)
      await removeAll(FILES + prefix, bucket)
    },
    removeUnfinished: async () => await bucket.abortOldUploads(FILES, DAY_MS),
    link: async (key, link) => await bucket.link(fullKey(key), link),
  }
}

async function put(
  objectKey: string,
  path: string,
  bucket: Bucket,
  { key, scratch, signal }: PutOptions & { key: string },
): Promise<void> {
  await bucket.putFile(objectKey, path, signal)
  if (scratch === undefined) return await rm(path)
  const copy = copyOf(key, scratch)
  await mkdir(dirname(copy), { recursive: true })
  await rename(path, copy)
}

function copyOf(key: string, scratch: string): string {
  return join(scratch, COPIES, ...key.split('/'))
}

/** A directory reads nothing from beyond the end of a file, where a storage answers 416. */
async function read(key: string, range: OpenOptions['range'], bucket: Bucket): Promise<Readable> {
  try {
    return (await bucket.open(key, { range })).body
  } catch (error) {
    if (isOutsideObject(error)) return Readable.from([])
    throw error
  }
}

interface Fetching {
  bucket: Bucket
  space: BucketStoreOptions['space']
  signal: AbortSignal | undefined
}

/** The copy gets its name when it is complete, because two readers of one task may ask at once. */
async function fetchCopy(from: string, path: string, { bucket, space, signal }: Fetching): Promise<void> {
  const found = await bucket.head(from, signal)
  if (!found) throw missingFile(from, bucket.url)
  const holder = `download ${randomUUID()}`
  const draft = `${path}.${randomUUID()}`
  try {
    await space?.reserve(holder, found.bytes)
    await mkdir(dirname(path), { recursive: true })
    await appendObject(from, draft, bucket, { signal, onBytes: (bytes) => space?.spend(holder, bytes) })
    await rename(draft, path)
  } finally {
    space?.release(holder)
    await rm(draft, { force: true })
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

/** As many as one request can remove, so that a large folder needs little memory. */
const BATCH = 1000

/** Removes every object whose key begins with the prefix. */
export async function removeAll(prefix: string, bucket: Pick<Bucket, 'list' | 'remove'>): Promise<void> {
  let keys: string[] = []
  for await (const { key } of bucket.list(prefix)) {
    keys.push(key)
    if (keys.length < BATCH) continue
    await bucket.remove(keys)
    keys = []
  }
  await bucket.remove(keys)
}
