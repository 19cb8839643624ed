import { afterEach, expect, test, vi } from 'vitest'
import type { BucketOptions } from '../../files/s3/bucket-options.ts'
import { createBucketStore } from '../../files/s3/bucket-store.ts'
import { openBucket } from '../../files/s3/open-bucket.ts'
import { mediaOrigins } from './dashboard.ts'

afterEach(() => vi.unstubAllEnvs())

async function originsOf(options: Omit<BucketOptions, 'bucket'>): Promise<string[]> {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'anyone')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a secret')
  const fileStore = { bucket: 'videos', ...options }
  const bucket = await openBucket(fileStore, 0)
  try {
    return await mediaOrigins({ files: createBucketStore(bucket), settings: { fileStore } as never })
  } finally {
    bucket.close()
  }
}

test.each<[string, Omit<BucketOptions, 'bucket'>, string[]]>([
  ['AWS itself', { region: 'eu-west-1' }, ['https://videos.s3.eu-west-1.amazonaws.com']],
  ['another storage', { endpoint: 'http://127.0.0.1:9000' }, ['http://127.0.0.1:9000']],
  [
    'a name in the host',
    { endpoint: 'https://s3.example.com', pathStyle: false },
    ['https://videos.s3.example.com'],
  ],
  [
    'another address for clients',
    { endpoint: 'http://127.0.0.1:9000', publicEndpoint: 'https://files.example.com' },
    ['https://files.example.com'],
  ],
  ['no redirects', { endpoint: 'http://127.0.0.1:9000', redirectDownloads: false }, []],
])('the page may play from where the links lead: %s', async (_, options, origins) => {
  expect(await originsOf(options)).toEqual(origins)
})

test('the address of the environment counts, too', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL_S3', 'http://storage.example.com')
  expect(await originsOf({})).toEqual(['http://storage.example.com'])
})
