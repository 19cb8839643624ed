import type { Readable } from 'node:stream'
import type { Bucket, BucketParts, ListedObject, OpenObject, OpenOptions } from './bucket.ts'
import { type BucketOptions, bucketUrl } from './bucket-options.ts'
import { createClient, shortly } from './client.ts'
import { describeFailure, isMissingObject, isOutsideObject, missingFile } from './failures.ts'
import { createLinker } from './links.ts'
import { abortOldUploads, putFile } from './multipart.ts'
import { isTransient, withPatience } from './patience.ts'

/** Opens a bucket without asking it anything. */
export async function openBucket(options: BucketOptions, patienceMs: number): Promise<Bucket> {
  const [sdk, presigner] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('@aws-sdk/s3-request-presigner'),
  ])
  const client = createClient(sdk, options)
  const publicClient = createClient(sdk, options, options.publicEndpoint)
  const base = options.prefix ? `${options.prefix}/` : ''
  const fullKey = (key: string) => `${base}${key}`
  const link = createLinker({ sdk, presigner, client: publicClient, bucket: options.bucket, fullKey })
  const withMs = (ms: number): Bucket => ({
    ...createVerbs({ sdk, client, bucket: options.bucket, fullKey, request: createRequest(options, ms) }),
    url: bucketUrl(options),
    link,
    withPatience: withMs,
    close() {
      client.destroy()
      publicClient.destroy()
    },
  })
  return withMs(patienceMs)
}

function createRequest(options: BucketOptions, patienceMs: number): BucketParts['request'] {
  return async (work, signal) => {
    try {
      return await withPatience(work, { patienceMs, signal })
    } catch (error) {
      signal?.throwIfAborted()
      if (isMissingObject(error) || isOutsideObject(error) || !isOfStorage(error)) throw error
      throw describeFailure(error, bucketUrl(options))
    }
  }
}

/** Whether the storage failed, and not a local file or the code of this server. */
function isOfStorage(error: unknown): boolean {
  return isTransient(error) || (error instanceof Error && ('$metadata' in error || 'tryNextLink' in error))
}

type Verbs = Omit<Bucket, 'url' | 'link' | 'withPatience' | 'close'>

function createVerbs(parts: BucketParts): Verbs {
  const { sdk, client, bucket, fullKey, request } = parts
  return {
    async put(key, body) {
      const command = {
        Bucket: bucket,
        Key: fullKey(key),
        Body: body,
        ContentLength: Buffer.byteLength(body),
      }
      await request(() => client.send(new sdk.PutObjectCommand(command)))
    },
    putFile: (key, path, signal) => putFile(key, path, parts, signal),
    head: (key, signal) => head(key, parts, signal),
    open: (key, options) => openObject(key, options, parts),
    list: (prefix) => list(prefix, parts),
    remove: (keys) => remove(keys, parts),
    abortOldUploads: (prefix, ageMs) => abortOldUploads(prefix, ageMs, parts),
  }
}

async function head(key: string, parts: BucketParts, signal?: AbortSignal) {
  const { sdk, client, bucket, fullKey, request } = parts
  try {
    const command = { Bucket: bucket, Key: fullKey(key) }
    const found = await request(
      () => client.send(new sdk.HeadObjectCommand(command), shortly(signal)),
      signal,
    )
    return { bytes: found.ContentLength ?? 0 }
  } catch (error) {
    if (isMissingObject(error)) return undefined
    throw error
  }
}

async function openObject(key: string, options: OpenOptions = {}, parts: BucketParts): Promise<OpenObject> {
  const { sdk, client, bucket, fullKey, request } = parts
  const { range, ifMatch, signal } = options
  const command = {
    Bucket: bucket,
    Key: fullKey(key),
    ...(range && { Range: `bytes=${range.start}-${range.end ?? ''}` }),
    ...(ifMatch !== undefined && { IfMatch: ifMatch }),
  }
  try {
    const found = await request(() => client.send(new sdk.GetObjectCommand(command), shortly(signal)), signal)
    return { body: found.Body as Readable, bytes: found.ContentLength ?? 0, etag: found.ETag }
  } catch (error) {
    if (isMissingObject(error)) throw missingFile(key, bucket, error)
    throw error
  }
}

async function* list(prefix: string, parts: BucketParts): AsyncGenerator<ListedObject> {
  const { sdk, client, bucket, fullKey, request } = parts
  const skipped = fullKey('').length
  let token: string | undefined
  do {
    const command = { Bucket: bucket, Prefix: fullKey(prefix), ...(token && { ContinuationToken: token }) }
    const page = await request(() => client.send(new sdk.ListObjectsV2Command(command), shortly()))
    for (const { Key = '', Size = 0, LastModified = new Date(0) } of page.Contents ?? [])
      yield { key: Key.slice(skipped), bytes: Size, modifiedAt: LastModified }
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (token !== undefined)
}

/** A request may name 1000, for which a slow storage was seen to need more than 15 s. */
const MAX_REMOVED = 250

async function remove(keys: readonly string[], parts: BucketParts): Promise<void> {
  const { sdk, client, bucket, fullKey, request } = parts
  for (let from = 0; from < keys.length; from += MAX_REMOVED) {
    const Objects = keys.slice(from, from + MAX_REMOVED).map((key) => ({ Key: fullKey(key) }))
    await request(async () => {
      const command = { Bucket: bucket, Delete: { Objects, Quiet: true } }
      const { Errors = [] } = await client.send(new sdk.DeleteObjectsCommand(command))
      const failed = Errors.find(({ Code }) => Code !== 'NoSuchKey')
      if (failed) throw notRemoved(failed.Code, failed.Message)
    })
  }
}

function notRemoved(code = 'InternalError', message = 'no reason given'): Error {
  return Object.assign(new Error(message), { name: code, $metadata: {} })
}
