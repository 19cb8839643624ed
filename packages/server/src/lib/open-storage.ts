import { createHmac } from 'node:crypto'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import type { DataFolder } from './files/data-folder.ts'
import { createDirectoryStore } from './files/directory-store.ts'
import type { DiskSpace } from './files/disk-space.ts'
import type { FileStore } from './files/file-store.ts'
import type { Bucket } from './files/s3/bucket.ts'
import { bucketUrl, type BucketOptions } from './files/s3/bucket-options.ts'
import { createBucketStore } from './files/s3/bucket-store.ts'
import { openBucket } from './files/s3/open-bucket.ts'
import { askBucket, claimBucket } from './files/s3/owner.ts'
import { checkStoragePlace } from './files/storage-place.ts'

/** The files of a server, in its data folder or in a bucket. */
export interface Storage {
  files: FileStore
  /** Absent: the data folder has the files. */
  bucket?: Bucket
  /** Rejects when the storage does not answer; for readiness checks. */
  check(): Promise<void>
  close(): void
}

/** How long the server repeats requests that the storage does not answer, and at its start. */
const REQUEST_MS = 3_000
const START_MS = 10_000

export interface StorageParts {
  folder: DataFolder
  /** The secret that all nodes of the server share. */
  secret: string
  space: DiskSpace
}

/** @throws StorageUnavailable or Error, with what to correct, if the storage cannot be used */
export async function openStorage(options: BucketOptions | undefined, parts: StorageParts): Promise<Storage> {
  await checkStoragePlace(parts.folder, options && bucketUrl(options))
  if (options) return await openBucketStorage(options, parts)
  const files = createDirectoryStore(parts.folder.files)
  return { files, check: () => access(parts.folder.files, constants.W_OK), close: () => undefined }
}

async function openBucketStorage(options: BucketOptions, { secret, space }: StorageParts): Promise<Storage> {
  const bucket = await openBucket(options, REQUEST_MS)
  try {
    await claimBucket(bucket.withPatience(START_MS), serverIdOf(secret))
  } catch (error) {
    bucket.close()
    throw error
  }
  const impatient = bucket.withPatience(0)
  return {
    files: createBucketStore(bucket, { space }),
    bucket,
    check: () => askBucket(impatient),
    close: bucket.close,
  }
}

/** Tells one server from another without telling its secret. */
function serverIdOf(secret: string): string {
  return createHmac('sha256', secret).update('owner of a bucket').digest('hex').slice(0, 32)
}
