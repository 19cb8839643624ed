import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { Bucket } from '../../../src/lib/files/s3/bucket.ts'
import type { BucketOptions } from '../../../src/lib/files/s3/bucket-options.ts'
import { openBucket } from '../../../src/lib/files/s3/open-bucket.ts'
import { BUCKET, storage } from './storage.ts'
import { USER } from './swift-config.ts'

process.env['AWS_ACCESS_KEY_ID'] = USER.key
process.env['AWS_SECRET_ACCESS_KEY'] = USER.secret

/** A part of the bucket that no other test uses. */
export function newBucketOptions(): BucketOptions {
  return { endpoint: storage().endpoint, bucket: BUCKET, prefix: `test-${randomUUID()}` }
}

/** That part, opened for one test. Failed requests are repeated for `patienceMs`. */
export async function newBucket(options = newBucketOptions(), patienceMs = 10_000): Promise<Bucket> {
  const bucket = await openBucket(options, patienceMs)
  onTestFinished(() => bucket.close())
  return bucket
}

/** All keys below the prefix, in their order. */
export async function keysOf(bucket: Bucket, prefix = ''): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of bucket.list(prefix)) keys.push(key)
  return keys
}
