import type { TestProject } from 'vitest/node'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { USER } from './swift-config.ts'
import { startSwift } from './swift.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The storage that all tests of this project share. */
    s3: { endpoint: string; folder: string; bucket: string }
  }
}

/**
 * One storage for all test files, since its start takes many seconds. It ends with the tests,
 * however they end.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const swift = await startSwift()
  const credentials = { accessKeyId: USER.key, secretAccessKey: USER.secret }
  const client = new S3Client({
    endpoint: swift.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials,
    maxAttempts: 20,
  })
  await client.send(new CreateBucketCommand({ Bucket: 'videos' }))
  client.destroy()
  project.provide('s3', { endpoint: swift.endpoint, folder: swift.folder, bucket: 'videos' })
  return swift.stop
}
