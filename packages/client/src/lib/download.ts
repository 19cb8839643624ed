import type { Bytes } from './bytes.ts'
import { VideoTranslationError } from './errors.ts'
import type { Http } from './http/http.ts'
import { isStatus } from './http/problem.ts'
import { isTransient, retryDelayMs } from './http/retry.ts'
import type { Protocol } from './protocol.ts'
import { sleep } from './timers.ts'
import type { Artifact, Translation } from './translation.ts'

/** An artifact on its way. Read `stream` once, or take it whole by `blob` or `text`. */
export interface Download {
  name: string
  mediaType: string
  /** Size, where the server knows it. */
  bytes?: number | undefined
  /** Goes on by itself after a broken connection. Cancel it to stop. */
  stream: ReadableStream<Bytes>
  blob(): Promise<Blob>
  text(): Promise<string>
}

export async function download(
  caller: Http,
  protocol: Protocol<never>,
  id: string,
  name: string,
): Promise<Download> {
  const canceled = new AbortController()
  const signal = AbortSignal.any([canceled.signal, caller.signal ?? canceled.signal])
  const http = caller.with({ signal })
  const ownPath = protocol.artifactPath?.(id, name)
  const find = async (): Promise<Found> => foundIn(await protocol.get(http, { id }), http, name, ownPath)
  const found = await find()
  const { mediaType } = found
  const { readable: stream, writable } = new TransformStream<Bytes, Bytes>()
  const sink = writable.getWriter()
  sink.closed.catch((reason: unknown) => canceled.abort(reason))
  const bytes = await new Promise<number | undefined>((opened, failed) => {
    transfer(http, sink, found, find, opened).catch(failed)
  })
  const whole = (): Response => new Response(stream, { headers: { 'content-type': mediaType } })
  return {
    name,
    mediaType,
    bytes: found.bytes ?? bytes,
    stream,
    blob: () => whole().blob(),
    text: () => whole().text(),
  }
}

/** An artifact, and where it is: at a signed URL, which expires, or at a path of the server. */
type Found = Artifact & { id: string; path: string; isSigned: boolean }

function foundIn(known: Translation | undefined, { server }: Http, name: string, ownPath?: string): Found {
  const { id, artifacts, targets } = known as Translation
  const all = [...artifacts, ...targets.flatMap((target) => target.artifacts)]
  const artifact = all.find((each) => each.name === name)
  const names = all.map((each) => each.name).join(', ') || 'none yet'
  if (!artifact) throw useless(id, 'no_such_artifact', `no artifact ${name}; it has ${names}`)
  const { url } = artifact
  const path = url ? new URL(url, `${server}/`).href : ownPath
  if (!path) throw useless(id, 'no_such_artifact', `the server has not said yet where ${name} is`)
  return { ...artifact, id, path, isSigned: path !== ownPath }
}

/** Sends a file down the sink, over as many connections as it takes. */
async function transfer(
  http: Http,
  sink: WritableStreamDefaultWriter<Bytes>,
  { id, name, path, isSigned }: Found,
  find: () => Promise<Found>,
  opened: (bytes: number | undefined) => void,
): Promise<void> {
  let etag: string | null = null
  let offset = 0
  let failures = 0
  let renewedAt = -1
  try {
    for (;;) {
      try {
        await http.attempt({ path, headers: rangeFrom(offset, etag) }, receive)
        return await sink.close()
      } catch (error) {
        if (isSigned && renewedAt < offset && isStatus(error, 400, 401, 403, 404, 410)) {
          renewedAt = offset
          path = (await find()).path
        } else if (++failures > http.retry.limit || !isTransient(error)) throw error
        else await sleep(retryDelayMs(failures, http.retry, error), http.signal)
      }
    }
  } catch (error) {
    await sink.abort(error)
    throw error
  }

  async function receive({ status, body, headers }: Response, allow: (ms: number) => void): Promise<void> {
    const its = headers.get('etag')
    if (etag && its !== etag) {
      await body?.cancel()
      throw useless(id, 'artifact_changed', `${name} changed while it was downloaded; download it again`)
    }
    etag = its
    // A server that knows no ranges begins anew.
    let at = status === 206 ? offset : 0
    const length = headers.get('content-encoding') ? null : headers.get('content-length')
    const bytes = length ? at + Number(length) : undefined
    opened(bytes)
    const reader = (body ?? new Blob([]).stream()).getReader()
    for (;;) {
      allow(http.timeoutMs)
      const { done, value } = await reader.read()
      if (done) break
      // Whoever reads the file may take his time.
      allow(Infinity)
      const known = offset - at
      at += value.byteLength
      if (at <= offset) continue
      await sink.write(value.subarray(known))
      offset = at
      failures = 0
    }
    if (bytes && at < bytes) throw new Error(`only ${at} of ${bytes} bytes came`)
  }
}

function rangeFrom(offset: number, etag: string | null): Record<string, string> {
  return offset > 0 ? { range: `bytes=${offset}-`, ...(etag && { 'if-range': etag }) } : {}
}

function useless(translationId: string, code: string, why: string): VideoTranslationError {
  return new VideoTranslationError(`Translation ${translationId}: ${why}.`, { code, translationId })
}
