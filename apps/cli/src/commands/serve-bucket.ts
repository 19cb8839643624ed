import { type Command, Option } from 'commander'
import type { ServerOptions } from 'video-translation-server'
import { CliError } from '../errors.ts'

/** The parsed options for a bucket. */
export interface BucketOptions {
  bucket?: { bucket: string; prefix?: string }
  s3Endpoint?: string
  s3Region?: string
  s3PublicEndpoint?: string
  s3Redirect: boolean
}

/** Adds the options for files in an S3-compatible bucket. */
export function withBucket(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--bucket <s3://name/prefix>',
        'S3-compatible bucket for the files, with credentials from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY ' +
          '(default: the data folder)',
      )
        .argParser(parseBucket)
        .env('VIDEO_TRANSLATION_BUCKET'),
    )
    .option(
      '--s3-endpoint <url>',
      'address of the storage of the bucket (default: AWS_ENDPOINT_URL_S3, else that of AWS)',
    )
    .option('--s3-region <name>', 'region of the bucket (default: AWS_REGION, else us-east-1)')
    .option(
      '--s3-public-endpoint <url>',
      'address of the storage as clients reach it, for downloads (default: that of --s3-endpoint)',
    )
    .option(
      '--no-s3-redirect',
      'send large downloads through the server, where clients cannot reach the storage (default: redirect to it)',
    )
}

/** The bucket that the options ask for. */
export function bucketOf(options: BucketOptions): Pick<ServerOptions, 'fileStore'> {
  const { bucket, s3Endpoint, s3Region, s3PublicEndpoint, s3Redirect } = options
  if (!bucket) {
    if (s3Endpoint ?? s3Region ?? s3PublicEndpoint)
      throw new CliError('badInput', 'Options of the storage need a bucket.', 'Add --bucket s3://NAME.')
    return {}
  }
  return {
    fileStore: {
      ...bucket,
      ...(s3Endpoint && { endpoint: s3Endpoint }),
      ...(s3Region && { region: s3Region }),
      ...(s3PublicEndpoint && { publicEndpoint: s3PublicEndpoint }),
      redirectDownloads: s3Redirect,
    },
  }
}

function parseBucket(text: string): { bucket: string; prefix?: string } {
  const [, bucket, prefix] = /^s3:\/\/([^/]+)(?:\/(.*?))?\/?$/.exec(text) ?? []
  if (!bucket)
    throw new CliError('badInput', `\`${text}\` is not a bucket.`, 'Write s3://NAME or s3://NAME/PREFIX.')
  return { bucket, ...(prefix && { prefix }) }
}
