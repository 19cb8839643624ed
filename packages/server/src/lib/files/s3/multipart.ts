import type { CompletedPart } from '@aws-sdk/client-s3'
import type { ReadStream } from 'node:fs'
import { lstat, open } from 'node:fs/promises'
import { inParallel } from '../../in-parallel.ts'
import type { BucketParts } from './bucket.ts'
import { shortly } from './client.ts'
import { isMissingObject } from './failures.ts'

/** Files up to this size go in one request. Every part but the last must have 5 MiB at least. */
const PART_BYTES = 16 * 2 ** 20
const MAX_PARTS = 10_000
/**
 * Parts of a file on their way at once. They are read from the disk as they are sent, so they cost
 * little memory.
 */
const CONCURRENCY = 3

/** Stores a file: an object appears when all of it is there. A failure leaves no parts. */
export async function putFile(
  key: string,
  path: string,
  parts: BucketParts,
  signal?: AbortSignal,
): Promise<void> {
  const info = await lstat(path)
  if (!info.isFile()) throw new Error(`${path} is not a regular file, so it cannot be stored.`)
  if (info.size <= PART_BYTES) await putWhole(key, { path, start: 0, bytes: info.size }, parts, signal)
  else await putInParts(key, { path, start: 0, bytes: info.size }, parts, signal)
}

/** Bytes of a file. */
interface Piece {
  path: string
  start: number
  bytes: number
}

async function putWhole(key: string, piece: Piece, parts: BucketParts, signal?: AbortSignal): Promise<void> {
  const { sdk, client, bucket, fullKey } = parts
  const command = { Bucket: bucket, Key: fullKey(key), ContentLength: piece.bytes }
  await sendPiece(piece, parts, signal, (Body, abort) =>
    client.send(new sdk.PutObjectCommand({ ...command, Body }), abort),
  )
}

/** A multipart upload that has begun. */
interface Multipart {
  Bucket: string
  Key: string
  UploadId: string
}

async function putInParts(
  key: string,
  file: Piece,
  parts: BucketParts,
  signal = new AbortController().signal,
): Promise<void> {
  const { sdk, client } = parts
  const target = await begin(key, parts, signal)
  try {
    const sent = await inParallel(piecesOf(file), { concurrency: CONCURRENCY, signal }, (piece, either) =>
      putPart(piece, target, parts, either),
    )
    await complete(target, sent, parts, { bytes: file.bytes, signal })
  } catch (error) {
    // If this fails too, the sweep removes the parts. An aborted task must not wait for it long.
    await client.send(new sdk.AbortMultipartUploadCommand(target), shortly()).catch(() => undefined)
    throw error
  }
}

async function begin(key: string, parts: BucketParts, signal: AbortSignal): Promise<Multipart> {
  const { sdk, client, bucket, fullKey, request } = parts
  const target = { Bucket: bucket, Key: fullKey(key) }
  const { UploadId = '' } = await request(
    () => client.send(new sdk.CreateMultipartUploadCommand(target), shortly(signal)),
    signal,
  )
  return { ...target, UploadId }
}

type NumberedPiece = Piece & { number: number }

function piecesOf({ path, bytes }: Piece): NumberedPiece[] {
  const size = Math.max(PART_BYTES, Math.ceil(bytes / MAX_PARTS))
  return Array.from({ length: Math.ceil(bytes / size) }, (_, index) => {
    const start = index * size
    return { path, start, bytes: Math.min(size, bytes - start), number: index + 1 }
  })
}

async function putPart(
  piece: NumberedPiece,
  target: Multipart,
  parts: BucketParts,
  signal: AbortSignal,
): Promise<CompletedPart> {
  const { sdk, client } = parts
  const command = { ...target, PartNumber: piece.number, ContentLength: piece.bytes }
  const { ETag } = await sendPiece(piece, parts, signal, (Body, abort) =>
    client.send(new sdk.UploadPartCommand({ ...command, Body }), abort),
  )
  return { ETag, PartNumber: piece.number }
}

/** Reads the bytes anew for each try. */
async function sendPiece<T>(
  { path, start, bytes }: Piece,
  { request }: BucketParts,
  signal: AbortSignal | undefined,
  send: (body: ReadStream, abort: { abortSignal?: AbortSignal }) => Promise<T>,
): Promise<T> {
  return await request(async () => {
    await using file = await open(path)
    const body = file.createReadStream({ start, end: Math.max(start, start + bytes - 1), autoClose: false })
    try {
      return await send(body, signal ? { abortSignal: signal } : {})
    } finally {
      body.destroy()
    }
  }, signal)
}

/**
 * The answer may be lost and the repetition find nothing to complete, so then the object is looked
 * at.
 */
async function complete(
  target: Multipart,
  sent: CompletedPart[],
  parts: BucketParts,
  { bytes, signal }: { bytes: number; signal: AbortSignal },
): Promise<void> {
  const { sdk, client, request } = parts
  const { UploadId, ...object } = target
  const command = { ...object, UploadId, MultipartUpload: { Parts: sent } }
  try {
    await request(() => client.send(new sdk.CompleteMultipartUploadCommand(command)), signal)
  } catch (error) {
    if (!isMissingObject(error)) throw error
    const found = await request(() => client.send(new sdk.HeadObjectCommand(object), shortly()))
    if (found.ContentLength !== bytes) throw error
  }
}

/**
 * Aborts the multipart uploads below a prefix that began long ago, so that nobody can be at work on
 * them.
 */
export async function abortOldUploads(prefix: string, ageMs: number, parts: BucketParts): Promise<number> {
  const { sdk, client, bucket, fullKey, request } = parts
  const before = Date.now() - ageMs
  let aborted = 0
  let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {}
  for (;;) {
    const command = { Bucket: bucket, Prefix: fullKey(prefix), ...marker }
    const page = await request(() => client.send(new sdk.ListMultipartUploadsCommand(command), shortly()))
    const old = (page.Uploads ?? []).filter(({ Initiated }) => (Initiated?.getTime() ?? Infinity) <= before)
    for (const { Key, UploadId } of old) {
      await request(() => client.send(new sdk.AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId })))
      aborted++
    }
    if (!page.IsTruncated) return aborted
    marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
  }
}
