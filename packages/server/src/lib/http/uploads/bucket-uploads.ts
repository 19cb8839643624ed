import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { drainDue } from '../../drain-due.ts'
import { EngineError } from '../../engine-error.ts'
import type { DiskSpace } from '../../files/disk-space.ts'
import type { Bucket, ListedObject } from '../../files/s3/bucket.ts'
import { PATIENT_MS, removeAll } from '../../files/s3/bucket-store.ts'
import { appendObject } from '../../files/s3/download.ts'
import type { UploadRow, UploadStore } from '../../store/upload-store.ts'
import { Problem } from '../problems/problem.ts'
import { createBucketDatastore } from './bucket-datastore.ts'
import { refuseBytes, refuseCount, type UploadQuota } from './quota.ts'
import { spool } from './spool.ts'
import { type UploadTask, uploadName, type Uploads } from './uploads.ts'

export interface BucketUploadsParts {
  bucket: Bucket
  rows: UploadStore
  space: DiskSpace
  /** Folder for bytes on their way. */
  spoolFolder: string
  limits: UploadQuota
}

const FOLDER = 'uploads/'
/** As much as a crash of the node may cost a sender, and as one object holds. */
const SEGMENT_BYTES = 16 * 2 ** 20

/**
 * Keeps uploads in a bucket, as objects of some megabytes, so that any node can go on with them. An
 * object counts once the row of the upload names it.
 */
export function createBucketUploads(parts: BucketUploadsParts): Uploads {
  const { bucket, rows, limits } = parts
  const checkMore = async (id: string, bytes: number) => {
    const row = await rows.get(id)
    if (row && row.size === undefined) refuseBytes((await rows.usage(row.owner)).bytes + bytes, limits)
  }
  const append = (id: string, offset: number, bytes: Readable) =>
    appendTo(id, offset, bytes, parts, checkMore)
  const declare = (id: string, size: number) => declareSize(id, size, parts)
  const remove = async (id: string) => {
    await removeAll(`${FOLDER}${id}/`, bucket)
    await rows.remove(id)
  }
  return {
    datastore: createBucketDatastore(rows, { append, declare, remove }),
    admit: ({ id, size, metadata = {} }, owner) => admit({ id, size, metadata, owner }, parts),
    declare,
    checkMore,
    append,
    async find(id, owner) {
      const row = await rows.get(id)
      if (row?.owner !== owner) return undefined
      await rows.touch(id)
      return { name: uploadName(row.metadata), size: row.size, offset: row.arrived }
    },
    claimed: () => undefined,
    localPath: (id, task) => fetchUpload(id, task, parts),
    settle: async () => undefined,
    remove,
    async sweep(retire, onError) {
      const removed = await drainDue({
        find: (limit, skip) => rows.unused(limits.unusedUploadMs, limit, skip),
        async handle(id) {
          if (!(await retire(id))) return false
          await remove(id)
          return true
        },
        onError,
      })
      await sweepObjects(parts)
      return removed
    },
  }
}

/** Counts after the insertion, so that two nodes at once cannot both take the last place. */
async function admit(
  upload: Omit<UploadRow, 'arrived'>,
  { rows, limits }: BucketUploadsParts,
): Promise<void> {
  await rows.create(upload)
  try {
    const { count, bytes } = await rows.usage(upload.owner)
    refuseCount(count - 1, limits)
    refuseBytes(bytes, limits)
  } catch (error) {
    await rows.remove(upload.id)
    throw error
  }
}

async function declareSize(id: string, size: number, { rows, limits }: BucketUploadsParts): Promise<void> {
  const row = await rows.get(id)
  if (row) refuseBytes((await rows.usage(row.owner)).bytes + size - row.arrived, limits)
  if (!(await rows.declare(id, size))) throw offsetConflict()
}

async function appendTo(
  id: string,
  offset: number,
  bytes: Readable,
  { bucket, rows, space, spoolFolder }: BucketUploadsParts,
  checkMore: (id: string, bytes: number) => Promise<void>,
): Promise<number> {
  let start = offset
  const options = { folder: spoolFolder, segmentBytes: SEGMENT_BYTES, admit: space.check }
  for await (const segment of spool(bytes, options)) {
    await checkMore(id, segment.bytes)
    // No other writer uses the name, so the loser of two at the same offset harms nobody.
    const key = `${FOLDER}${id}/${String(start).padStart(15, '0')}-${randomUUID()}`
    await bucket.putFile(key, segment.path)
    if (!(await rows.append(id, { start, bytes: segment.bytes, key }))) {
      // If this fails, the sweep removes the object.
      await bucket.remove([key]).catch(() => undefined)
      throw offsetConflict()
    }
    start += segment.bytes
  }
  return start
}

function offsetConflict(): Problem {
  const detail = 'Another request has changed the upload meanwhile. Ask for its offset and go on from there.'
  return new Problem(409, 'upload_offset_conflict', detail)
}

/** Puts the segments of an upload together in the scratch folder of a task. */
async function fetchUpload(
  id: string,
  { scratch, signal }: UploadTask,
  { rows, space, bucket }: BucketUploadsParts,
): Promise<string> {
  const row = await rows.get(id)
  if (!row) throw sourceMissing(id)
  const path = join(scratch.path, '.upload')
  const patient = bucket.withPatience(PATIENT_MS)
  const holder = `upload ${randomUUID()}`
  await space.reserve(holder, row.arrived)
  try {
    await writeFile(path, '')
    const onBytes = (bytes: number) => space.spend(holder, bytes)
    for (const { key } of await rows.segments(id)) await appendObject(key, path, patient, { signal, onBytes })
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? sourceMissing(id) : error
  } finally {
    space.release(holder)
  }
  return path
}

function sourceMissing(id: string): EngineError {
  return new EngineError('source_missing', `The upload ${id} is no longer on the server; upload it again.`)
}

/**
 * Removes old objects that no row names: of deleted uploads, and of writers that were killed or
 * lost.
 */
async function sweepObjects({ bucket, rows, limits }: BucketUploadsParts): Promise<void> {
  const before = Date.now() - limits.unusedUploadMs
  let [id, objects]: [string, ListedObject[]] = ['', []]
  const sweep = async () => {
    const named = new Set((await rows.segments(id)).map(({ key }) => key))
    const old = objects.filter(({ key, modifiedAt }) => !named.has(key) && modifiedAt.getTime() < before)
    await bucket.remove(old.map(({ key }) => key))
  }
  for await (const object of bucket.list(FOLDER)) {
    const owner = object.key.split('/')[1] ?? ''
    if (owner !== id) {
      await sweep()
      ;[id, objects] = [owner, []]
    }
    objects.push(object)
  }
  await sweep()
}
