import { type BucketOptions, bucketUrl } from '../files/s3/bucket-options.ts'
import type { Check } from './check.ts'

/** Checks that the bucket can be read. Without one, the data folder has the files. */
export async function checkStorage(options: BucketOptions | undefined): Promise<Check[]> {
  if (!options) return []
  const base = { name: 'bucket', optional: false, neededFor: 'keeping the files of translations' }
  const { openBucket } = await import('../files/s3/open-bucket.ts')
  const bucket = await openBucket(options, 0)
  try {
    for await (const _ of bucket.list('')) break
    return [{ ...base, ok: true, found: bucketUrl(options) }]
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    return [{ ...base, ok: false, found, fix: FIX }]
  } finally {
    bucket.close()
  }
}

const FIX = 'Correct the bucket, its address and region, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.'
