import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import type { Bucket, ListedObject } from './bucket.ts'
import { missingFile } from './failures.ts'
import { claimBucket } from './owner.ts'

/** A bucket of a storage that lists nothing yet. */
function unlistedBucket(): Bucket {
  const objects = new Map<string, string>()
  return {
    url: 's3://videos/live',
    async *list() {
      yield* [] as ListedObject[]
    },
    async open(key: string) {
      const content = objects.get(key)
      if (content === undefined) throw missingFile(key, 'videos')
      return { body: Readable.from([content]), bytes: content.length, etag: undefined }
    },
    async put(key: string, body: string) {
      objects.set(key, body)
    },
  } as Partial<Bucket> as Bucket
}

it('a bucket is refused to another server although its storage does not list the owner yet', async () => {
  const bucket = unlistedBucket()
  await claimBucket(bucket, 'ann')
  await claimBucket(bucket, 'ann')
  await expect(claimBucket(bucket, 'bob')).rejects.toThrow('files of another server')
})
