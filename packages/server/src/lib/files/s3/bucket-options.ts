/**
 * An S3-compatible bucket for the files. The credentials are those of the environment, as for every
 * AWS tool: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, a profile, or the role of the machine.
 */
export interface BucketOptions {
  /** Name of an existing bucket. */
  bucket: string
  /** Beginning of all keys, without a slash at the end; at most 100 bytes. Default: none. */
  prefix?: string
  /**
   * Address of the storage, e.g. `https://s3.example.com`. Default: `AWS_ENDPOINT_URL_S3`, else
   * that of AWS.
   */
  endpoint?: string
  /** Default: `AWS_REGION`, else `us-east-1`. */
  region?: string
  /**
   * Puts the bucket into the path of a URL instead of its host name. Default: true with `endpoint`.
   */
  pathStyle?: boolean
  /**
   * Answers the download of a large artifact with a redirect to a signed link into the bucket, so
   * that its bytes do not pass through the server. Switch it off where clients cannot reach the
   * bucket. Default: true.
   */
  redirectDownloads?: boolean
  /**
   * Address of the storage in these links, where clients use another one than the server. Default:
   * `endpoint`.
   */
  publicEndpoint?: string
}

/** Leaves room for the server's own keys in the 1024 bytes that S3 allows. */
const MAX_PREFIX_BYTES = 100

/** @throws Error for options that no bucket can have */
export function checkBucketOptions({ bucket, prefix = '', ...addresses }: BucketOptions): void {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9._-]{1,254}$/.test(bucket))
    throw new Error(`fileStore.bucket is \`${bucket}\`, which is not the name of a bucket.`)
  const isPrefix = prefix === '' || prefix.split('/').every((name) => /^[\w!*'()-][\w!.*'()-]*$/.test(name))
  if (!isPrefix || Buffer.byteLength(prefix) > MAX_PREFIX_BYTES)
    throw new Error(
      `fileStore.prefix is \`${prefix}\`. Use names of letters, digits, "-", "_" and ".", joined by "/", ` +
        `at most ${MAX_PREFIX_BYTES} bytes in all.`,
    )
  for (const name of ['endpoint', 'publicEndpoint'] as const) checkAddress(name, addresses[name])
}

function checkAddress(name: string, address: string | undefined): void {
  if (address === undefined || /^https?:$/.test(URL.parse(address)?.protocol ?? '')) return
  throw new Error(`fileStore.${name} must be an http or https URL, not \`${address}\`.`)
}

/** The bucket as people write it, e.g. `s3://videos/live`. */
export function bucketUrl({ bucket, prefix }: Pick<BucketOptions, 'bucket' | 'prefix'>): string {
  return `s3://${bucket}${prefix ? `/${prefix}` : ''}`
}
