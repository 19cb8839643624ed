import type { S3Client } from '@aws-sdk/client-s3'
import { createHash } from 'node:crypto'
import type { BucketOptions } from './bucket-options.ts'

/** The AWS SDK, which is loaded only where a bucket is configured. */
export type Sdk = typeof import('@aws-sdk/client-s3')

/**
 * Longest time without a connection, and from the beginning of a request to the head of its answer.
 */
const CONNECT_MS = 5_000
const ANSWER_MS = 120_000
/** Artifacts that pass through the server hold a socket each for as long as their readers take. */
const MAX_SOCKETS = 1_000

const nothing = (): void => undefined
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing }

/** For a request without a file, whose answer must begin soon. */
const SHORT_ANSWER_MS = 15_000

export function shortly(signal?: AbortSignal): { requestTimeout: number; abortSignal?: AbortSignal } {
  return { requestTimeout: SHORT_ANSWER_MS, ...(signal && { abortSignal: signal }) }
}

/** A client that other storages than that of AWS understand too. */
export function createClient(sdk: Sdk, options: BucketOptions, endpoint = options.endpoint): S3Client {
  const address = endpoint ?? addressOfEnvironment()
  const client = new sdk.S3Client({
    region: options.region ?? (process.env['AWS_REGION'] || 'us-east-1'),
    ...(address !== undefined && { endpoint: address }),
    forcePathStyle: options.pathStyle ?? address !== undefined,
    // Many storages refuse the checksums that the SDK adds to a stream by default, and one was seen
    // to store them.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // A body that is a stream can be sent only once, so whoever has the file repeats the request.
    maxAttempts: 1,
    // Every failure is thrown as well; the SDK would also write to the console.
    logger: SILENT,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: ANSWER_MS,
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: MAX_SOCKETS },
      httpsAgent: { maxSockets: MAX_SOCKETS },
    },
  })
  addContentMd5(client)
  return client
}

/** The SDK reads these variables too, but would put the bucket into the host name. */
function addressOfEnvironment(): string | undefined {
  return process.env['AWS_ENDPOINT_URL_S3'] || process.env['AWS_ENDPOINT_URL'] || undefined
}

/**
 * Signs deletions of many objects with `Content-MD5`, which the protocol requires. The SDK sends a
 * newer checksum instead, whatever its settings, and storages that do not know that one refuse.
 */
function addContentMd5(client: S3Client): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'DeleteObjectsCommand') replaceChecksum(args.request as SignableRequest)
        return await next(args)
      },
    { name: 'contentMd5', step: 'build', priority: 'low' },
  )
}

interface SignableRequest {
  headers: Record<string, string>
  body: string | Uint8Array
}

function replaceChecksum({ headers, body }: SignableRequest): void {
  for (const name of Object.keys(headers))
    if (/^x-amz-(checksum-|sdk-checksum-algorithm$)/i.test(name)) delete headers[name]
  headers['content-md5'] = createHash('md5').update(body).digest('base64')
}
