import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll } from 'vitest'
import { USER } from './swift-config.ts'
import { startSwift, type Swift } from './swift.ts'

export const BUCKET = 'videos'

let running: Swift | undefined

beforeAll(async () => {
  running = await startSwift()
  await createBucket(running.endpoint)
})
afterAll(() => running?.stop())

/** The storage of this test file: one, since its start takes many seconds. */
export function storage(): Swift {
  if (!running) throw new Error('The storage runs only within tests.')
  return running
}

async function createBucket(endpoint: string): Promise<void> {
  const credentials = { accessKeyId: USER.key, secretAccessKey: USER.secret }
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials,
    maxAttempts: 20,
  })
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
  client.destroy()
}
