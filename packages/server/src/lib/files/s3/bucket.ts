import type { S3Client } from '@aws-sdk/client-s3'
import type { Readable } from 'node:stream'
import type { Sdk } from './client.ts'
import type { Linker } from './links.ts'

/**
 * The objects under the prefix of a bucket. Every verb repeats itself while the storage is away, up
 * to the patience of this bucket. Then it rejects with {@link StorageUnavailable}, or with
 * `StorageFull`.
 */
export interface Bucket {
  /** As people write it, e.g. `s3://videos/live`. */
  readonly url: string
  put(key: string, body: string | Uint8Array): Promise<void>
  /**
   * Stores a local file as a whole or not at all, in parts where it is large. Rejects as the file
   * system does.
   */
  putFile(key: string, path: string, signal?: AbortSignal): Promise<void>
  /** Undefined where there is no such object. */
  head(key: string, signal?: AbortSignal): Promise<{ bytes: number } | undefined>
  /** Opens an object. Rejects with code `ENOENT` where there is none. */
  open(key: string, options?: OpenOptions): Promise<OpenObject>
  /** The objects whose keys begin with the prefix, in the order of their keys. */
  list(prefix: string): AsyncGenerator<ListedObject>
  /** A missing object is no error. */
  remove(keys: readonly string[]): Promise<void>
  /**
   * Removes what killed writers left of files in parts, where it is older than `ageMs`; resolves
   * with how many.
   */
  abortOldUploads(prefix: string, ageMs: number): Promise<number>
  /** A signed link to read an object without credentials. */
  readonly link: Linker
  /** The same objects, with another patience. */
  withPatience(patienceMs: number): Bucket
  close(): void
}

export interface OpenOptions {
  /** Both included. Default: the whole object. */
  range?: { start: number; end?: number | undefined } | undefined
  /** Rejects where the object is no longer the one with this ETag. */
  ifMatch?: string | undefined
  signal?: AbortSignal | undefined
}

export interface OpenObject {
  body: Readable
  /** Bytes of the body. */
  bytes: number
  etag: string | undefined
}

export interface ListedObject {
  key: string
  bytes: number
  modifiedAt: Date
}

/** The parts of a bucket that its verbs share. */
export interface BucketParts {
  sdk: Sdk
  client: S3Client
  bucket: string
  /** Full key of an object, below the prefix. */
  fullKey: (key: string) => string
  /** Runs a request with the patience of the bucket, and describes its failure. */
  request: <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>
}
