import { ConnectionError, VideoTranslationError } from './errors.ts'
import type { Http } from './http/http.ts'
import { isStatus } from './http/problem.ts'
import { isTransient, RETRY_DEFAULTS, retryDelayMs } from './http/retry.ts'
import { after, sleep } from './timers.ts'
import type { Artifact, Translation } from './translation.ts'

/** An artifact on its way. Read `stream` once, or take it whole by `blob` or `text`. */
export interface Download {
  name: string
  mediaType: string
  /** Size, where the server knows it. */
  bytes?: number
  /** Goes on by itself after a broken connection. Cancel it to stop. */
  stream: ReadableStream<Uint8Array<ArrayBuffer>>
  blob(): Promise<Blob>
  text(): Promise<string>
}

interface Source {
  http: Http
  id: string
  name: string
  signal: AbortSignal | undefined
  /** The translation as it is now, with fresh URLs. */
  get(): Promise<Translation>
}

export async function download(source: Source): Promise<Download> {
  const artifact = await find(source)
  const connect = createConnect(source, artifact)
  const first = await connect(0)
  const { name, mediaType } = artifact
  const bytes = artifact.bytes ?? first.bytes
  const stream = createStream(source, connect, first)
  const whole = (): Response => new Response(stream, { headers: { 'content-type': mediaType } })
  return {
    name,
    mediaType,
    ...(bytes !== undefined && { bytes }),
    stream,
    blob: () => whole().blob(),
    text: () => whole().text(),
  }
}

async function find({ get, id, name }: Source): Promise<Artifact> {
  const { artifacts, targets } = await get()
  const all = [...artifacts, ...targets.flatMap((target) => target.artifacts)]
  const found = all.find((artifact) => artifact.name === name)
  if (found) return found
  const names = all.map((artifact) => artifact.name).join(', ')
  throw new VideoTranslationError(
    `Translation ${id} has no artifact ${name}; ${names ? `it has ${names}` : 'it has none yet'}.`,
    { code: 'no_such_artifact', translationId: id },
  )
}

/** One open connection, at the offset asked for. */
interface Body {
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>
  abort(reason: unknown): void
  /** Size of the whole, where known. */
  bytes: number | undefined
  /** Bytes to drop, from a server that begins anew. */
  skip: number
}

type Connect = (offset: number) => Promise<Body>

function createConnect(source: Source, { url }: Artifact): Connect {
  const { http, id, name, signal } = source
  const own = `/v1/translations/${encodeURIComponent(id)}/artifacts/${encodeURIComponent(name)}`
  let path = url ? new URL(url, http.baseUrl).href : own
  let etag: string | null = null

  return async (offset) => {
    try {
      return await open(offset)
    } catch (error) {
      // A signed URL has expired: ask for a fresh one.
      if (path === own || !isStatus(error, 400, 401, 403, 404, 410)) throw error
      const fresh = (await find(source)).url
      path = fresh ? new URL(fresh, http.baseUrl).href : own
      return await open(offset)
    }
  }

  function open(offset: number): Promise<Body> {
    const range = offset > 0 && { range: `bytes=${offset}-`, ...(etag && { 'if-range': etag }) }
    return http.send({ path, headers: { ...range }, signal, translationId: id }, (response, abort) => {
      if (offset > 0 && etag && response.headers.get('etag') !== etag) throw changed(id, name)
      etag = response.headers.get('etag')
      const { body, status, headers } = response
      const length = headers.get('content-encoding') ? null : headers.get('content-length')
      const skip = status === 206 ? 0 : offset
      const bytes = length === null ? undefined : Number(length) + (status === 206 ? offset : 0)
      return { reader: (body ?? new Blob([]).stream()).getReader(), abort, bytes, skip }
    })
  }
}

function createStream(
  { http, signal, id, name }: Source,
  connect: Connect,
  first: Body,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let body = first
  let offset = 0
  let failures = 0
  const onAbort = (): void => body.abort(signal?.reason)
  signal?.addEventListener('abort', onAbort)
  const release = (): void => signal?.removeEventListener('abort', onAbort)

  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const chunk = await nextChunk()
          if (chunk) return controller.enqueue(chunk)
          controller.close()
        } catch (error) {
          controller.error(error)
        }
        release()
      },
      cancel(reason) {
        release()
        body.abort(reason)
      },
    },
    { highWaterMark: 0 },
  )

  /** Undefined at the end. */
  async function nextChunk(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    for (;;) {
      try {
        const chunk = await read(body)
        if (chunk) {
          failures = 0
          offset += chunk.byteLength
          return chunk
        }
        if (body.bytes === undefined || offset >= body.bytes) return undefined
        throw broken(id, name, new Error(`only ${offset} of ${body.bytes} bytes came`))
      } catch (error) {
        await goOn(error)
      }
    }
  }

  async function goOn(error: unknown): Promise<void> {
    signal?.throwIfAborted()
    const cause = error instanceof VideoTranslationError ? error : broken(id, name, error)
    if (++failures > http.retryLimit || !isTransient(cause)) throw cause
    body.abort(cause)
    await sleep(retryDelayMs(failures, RETRY_DEFAULTS, cause), signal)
    body = await connect(offset)
  }

  async function read(from: Body): Promise<Uint8Array<ArrayBuffer> | undefined> {
    for (;;) {
      const cancelStall = after(http.timeoutMs, () => from.abort(broken(id, name, new Error('nothing came'))))
      const { done, value } = await from.reader.read().finally(cancelStall)
      if (done) return undefined
      const skipped = Math.min(from.skip, value.byteLength)
      from.skip -= skipped
      if (skipped < value.byteLength) return value.subarray(skipped)
    }
  }
}

function broken(id: string, name: string, cause: unknown): ConnectionError {
  return new ConnectionError(
    `The download of ${name} of ${id} broke: ${String((cause as Error)?.message ?? cause)}.`,
    {
      code: 'connection_failed',
      translationId: id,
      cause,
    },
  )
}

function changed(id: string, name: string): VideoTranslationError {
  return new VideoTranslationError(`${name} of ${id} changed while it was downloaded; download it again.`, {
    code: 'artifact_changed',
    translationId: id,
  })
}
