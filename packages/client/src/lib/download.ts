import { ConnectionError, VideoTranslationError } from './errors.ts'
import type { Http } from './http/http.ts'
import { isStatus } from './http/problem.ts'
import { retryDelayMs } from './http/retry.ts'
import { after, onAbort, sleep } from './timers.ts'
import type { Artifact, Translation } from './translation.ts'

/** An artifact on its way. Read `stream` once, or take it whole by `blob` or `text`. */
export interface Download {
  name: string
  mediaType: string
  /** Size, where the server knows it. */
  bytes?: number | undefined
  /** Goes on by itself after a broken connection. Cancel it to stop. */
  stream: ReadableStream<Uint8Array<ArrayBuffer>>
  blob(): Promise<Blob>
  text(): Promise<string>
}

interface Source {
  http: Http
  id: string
  name: string
  /** Where it is when it has no URL. */
  path: string | undefined
  signal: AbortSignal | undefined
  /** The translation as it is now, with fresh URLs. */
  get(): Promise<Translation>
}

export async function download(source: Source): Promise<Download> {
  const artifact = await find(source)
  const { name, mediaType } = artifact
  const connect = createConnect(source, artifact)
  const first = await connect(0)
  const stream = createStream(source, connect, first)
  const whole = (): Response => new Response(stream, { headers: { 'content-type': mediaType } })
  return {
    name,
    mediaType,
    bytes: artifact.bytes ?? first.bytes,
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
  const names = all.map((artifact) => artifact.name).join(', ') || 'none yet'
  throw useless(id, 'no_such_artifact', `no artifact ${name}; it has ${names}`)
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
  const { http, id, name, signal, path: own } = source
  const pathTo = (signed?: string): string => {
    if (signed) return new URL(signed, `${http.server}/`).href
    if (own) return own
    throw useless(id, 'no_such_artifact', `the server has not said yet where ${name} is`)
  }
  let path = pathTo(url)
  let etag: string | null = null

  return async (offset) => {
    try {
      return await open(offset)
    } catch (error) {
      // A signed URL has expired: ask for a fresh one.
      if (path === own || !isStatus(error, 400, 401, 403, 404, 410)) throw error
      path = pathTo((await find(source)).url)
      return await open(offset)
    }
  }

  function open(offset: number): Promise<Body> {
    const headers = {
      ...(offset > 0 && { range: `bytes=${offset}-` }),
      ...(offset > 0 && etag && { 'if-range': etag }),
    }
    return http.send({ path, headers, signal, translationId: id }, ({ status, body, headers }, abort) => {
      const its = headers.get('etag')
      if (etag && its !== etag)
        throw useless(id, 'artifact_changed', `${name} changed while it was downloaded; download it again`)
      etag = its
      const length = headers.get('content-encoding') ? null : headers.get('content-length')
      const from = status === 206 ? offset : 0
      return {
        reader: (body ?? new Blob([]).stream()).getReader(),
        abort,
        bytes: length ? Number(length) + from : undefined,
        skip: offset - from,
      }
    })
  }
}

type Bytes = Uint8Array<ArrayBuffer>

function createStream(source: Source, connect: Connect, first: Body): ReadableStream<Bytes> {
  const { signal } = source
  const now = { body: first }
  const nextChunk = createReadOn(source, connect, now)
  let forget = (): void => {}
  return new ReadableStream<Bytes>(
    {
      start(controller) {
        forget = onAbort(signal, (reason) => {
          controller.error(reason)
          now.body.abort(reason)
        })
      },
      async pull(controller) {
        try {
          const chunk = await nextChunk()
          if (chunk) return controller.enqueue(chunk)
          controller.close()
        } catch (error) {
          controller.error(error)
        }
        forget()
      },
      cancel(reason) {
        forget()
        now.body.abort(reason)
      },
    },
    { highWaterMark: 0 },
  )
}

/** Reads chunk after chunk, undefined at the end, over as many connections as it takes. */
function createReadOn(
  { http, signal, id, name }: Source,
  connect: Connect,
  now: { body: Body },
): () => Promise<Bytes | undefined> {
  let offset = 0
  let failures = 0

  return async () => {
    for (;;) {
      try {
        const chunk = await readChunk(now.body, http.timeoutMs)
        const { bytes = offset } = now.body
        if (!chunk && offset < bytes) throw new Error(`only ${offset} of ${bytes} bytes came`)
        offset += chunk?.byteLength ?? 0
        failures = 0
        return chunk
      } catch (error) {
        signal?.throwIfAborted()
        if (++failures > http.retry.limit) throw broken(id, name, error)
        now.body.abort(error)
        await sleep(retryDelayMs(failures, http.retry, error), signal)
        now.body = await connect(offset)
      }
    }
  }
}

async function readChunk(from: Body, stalledMs: number): Promise<Bytes | undefined> {
  for (;;) {
    const cancelStall = after(stalledMs, () => from.abort(new Error('nothing came any more')))
    const { done, value } = await from.reader.read().finally(cancelStall)
    if (done) return undefined
    const skipped = Math.min(from.skip, value.byteLength)
    from.skip -= skipped
    if (skipped < value.byteLength) return value.subarray(skipped)
  }
}

function useless(translationId: string, code: string, why: string): VideoTranslationError {
  return new VideoTranslationError(`Translation ${translationId}: ${why}.`, { code, translationId })
}

function broken(translationId: string, name: string, cause: unknown): ConnectionError {
  const message = `Translation ${translationId}: the download of ${name} broke: ${(cause as Error).message}`
  return new ConnectionError(message, { code: 'connection_failed', translationId, cause })
}
