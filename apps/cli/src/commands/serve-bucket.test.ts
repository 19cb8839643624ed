import { Command } from 'commander'
import { expect, it } from 'vitest'
import { type BucketOptions, bucketOf, withBucket } from './serve-bucket.ts'

function bucketFrom(...args: string[]) {
  const command = withBucket(new Command('serve'))
  command.parse(args, { from: 'user' })
  return bucketOf(command.opts<BucketOptions>())
}

it('keeps the files in the data folder without a bucket', () => {
  expect(bucketFrom()).toEqual({})
})

it('takes the bucket, its prefix and the address of its storage', () => {
  expect(bucketFrom('--bucket', 's3://videos')).toEqual({
    fileStore: { bucket: 'videos', redirectDownloads: true },
  })
  const addresses = ['--s3-endpoint', 'http://s3:9000', '--s3-public-endpoint', 'https://s3.example.com']
  const more = ['--s3-region', 'eu-west-1', '--no-s3-redirect']
  expect(bucketFrom('--bucket', 's3://videos/live/a/', ...addresses, ...more)).toEqual({
    fileStore: {
      bucket: 'videos',
      prefix: 'live/a',
      endpoint: 'http://s3:9000',
      publicEndpoint: 'https://s3.example.com',
      region: 'eu-west-1',
      redirectDownloads: false,
    },
  })
})

it('refuses what is not a bucket, and an address without one', () => {
  expect(() => bucketFrom('--bucket', 'videos')).toThrow('`videos` is not a bucket.')
  expect(() => bucketFrom('--s3-endpoint', 'http://s3:9000')).toThrow('need a bucket')
})
