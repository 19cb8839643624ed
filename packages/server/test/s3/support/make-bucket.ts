import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { USER } from './swift-config.ts'

/** The bucket of the tests. */
export const BUCKET = 'videos'

export async function makeBucket(endpoint: string): Promise<void> {
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
