import type { Bytes } from './bytes.ts'
import { VideoTranslationError } from './errors.ts'
import type { Http } from './http/http.ts'
import type { Limits } from './http/limits.ts'
import { isStatus } from './http/problem.ts'
import { isTransient, retryDelayMs } from './http/retry.ts'
import type { Protocol } from './protocol.ts'
import { sleep } from './timers.ts'
import type { Artifact } from './artifact.ts'
import type { Translation } from './translation.ts'

/**
 * An artifact that is being downloaded. Read `stream` once, or get the whole by `blob` or `text`.
 */
export interface Download {
  name: string
  mediaType: string
  /** Size, if the server tells it. */
  bytes?: number | undefined
  /** Resumes by itself after a broken connection. Cancel it to stop. */
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
  const http = caller.with({ signal: AbortSignal.any([canceled.signal, caller.signal ?? canceled.signal]) })
  const find = (): Promise<LocatedArtifact> => findArtifact(http, protocol, id, name)
  const artifact = await find()
  const { mediaType } = artifact
  const { readable: stream, writable } = new TransformStream<Bytes, Bytes>()
  const sink = writable.getWriter()
  sink.closed.catch((reason: unknown) => canceled.abort(reason))
  const bytes = await new Promise<number | undefined>((onOpen, onFailure) => {
    const start = { artifact, etag: null, offset: 0, failures: 0, renewedAt: -1 }
    transfer({ http, sink, find, onOpen, ...start }).catch(onFailure)
  })
  const whole = (): Response => new Response(stream, { headers: { 'content-type': mediaType } })
  return {
    name,
    mediaType,
    bytes: artifact.bytes ?? bytes,
    stream,
    blob: () => whole().blob(),
    text: () => whole().text(),
  }
}

/** An artifact at a signed URL, which expires, or at a path of the server. */
type LocatedArtifact = Artifact & { id: string; path: string; isSigned: boolean }

async function findArtifact(
  http: Http,
  protocol: Protocol<never>,
  id: string,
  name: string,
): Promise<LocatedArtifact> {
  const ownPath = protocol.artifactPath?.(id, name)
  const translation = (await protocol.get(http, { id })) as Translation
  const owners = [translation, ...translation.targets]
  const all = owners.flatMap(({ artifacts }) => artifacts)
  const played = owners.flatMap(({ playback = [] }) => playback)
  const artifact = [...all, ...played].find((each) => each.name === name)
  const names = all.map((each) => each.name).join(', ') || 'none yet'
  if (!artifact) throw unavailable(id, 'no_such_artifact', `no artifact ${name}; it has ${names}`)
  const { url } = artifact
  const path = url ? new URL(url, `${http.server}/`).href : ownPath
  if (!path) throw unavailable(id, 'no_such_artifact', `the server has not said yet where ${name} is`)
  return { ...artifact, id, path, isSigned: path !== ownPath }
}

/** The state of a download. */
interface Transfer {
  readonly http: Http
  readonly sink: WritableStreamDefaultWriter<Bytes>
  readonly find: () => Promise<LocatedArtifact>
  readonly onOpen: (bytes: number | undefined) => void
  artifact: LocatedArtifact
  etag: string | null
  /** Bytes written so far. */
  offset: number
  /** Failed attempts since the last byte. */
  failures: number
  /** The offset at which an expired URL was last renewed. */
  renewedAt: number
}

/** Writes a file to the sink, over as many connections as it takes. */
async function transfer(state: Transfer): Promise<void> {
  const { sink } = state
  try {
    while (!(await isTransferred(state)));
    await sink.close()
  } catch (error) {
    await sink.abort(error)
    throw error
  }
}

/** Makes one attempt to receive the rest. Returns false if another attempt may succeed. */
async function isTransferred(state: Transfer): Promise<boolean> {
  const { http, artifact, offset, etag } = state
  const call = { path: artifact.path, headers: rangeFrom(offset, etag) }
  try {
    await http.attempt(call, (response, limits) => receive(state, response, limits))
    return true
  } catch (error) {
    await recover(state, error)
    return false
  }
}

/** Renews an expired URL, or pauses after a transient failure. Rethrows any other error. */
async function recover(state: Transfer, error: unknown): Promise<void> {
  const { http, artifact, offset, renewedAt } = state
  if (artifact.isSigned && renewedAt < offset && isStatus(error, 400, 401, 403, 404, 410)) {
    state.renewedAt = offset
    state.artifact = await state.find()
    return
  }
  state.failures++
  if (state.failures > http.retry.limit || !isTransient(error)) throw error
  await sleep(retryDelayMs(state.failures, http.retry, error), http.signal)
}

async function receive(
  state: Transfer,
  { status, body, headers }: Response,
  limits: Pick<Limits, 'allow'>,
): Promise<void> {
  const { id, name } = state.artifact
  const etag = headers.get('etag')
  if (state.etag && etag !== state.etag) {
    await body?.cancel()
    throw unavailable(id, 'artifact_changed', `${name} changed while it was downloaded; download it again`)
  }
  state.etag = etag
  // A server without ranges sends the file from its beginning.
  const start = status === 206 ? state.offset : 0
  const length = headers.get('content-encoding') ? null : headers.get('content-length')
  const bytes = length ? start + Number(length) : undefined
  state.onOpen(bytes)
  const end = await writeNew(state, body ?? new Blob([]).stream(), start, limits)
  if (bytes && end < bytes) throw new Error(`only ${end} of ${bytes} bytes came`)
}

/** Writes the bytes that the sink does not have yet. Returns the offset at which the body ended. */
async function writeNew(
  state: Transfer,
  body: ReadableStream<Bytes>,
  start: number,
  limits: Pick<Limits, 'allow'>,
): Promise<number> {
  const reader = body.getReader()
  let at = start
  for (;;) {
    limits.allow(state.http.timeoutMs)
    const { done, value } = await reader.read()
    if (done) return at
    // The consumer of the file may be slow.
    limits.allow(Infinity)
    const skipped = state.offset - at
    at += value.byteLength
    if (at <= state.offset) continue
    await state.sink.write(value.subarray(skipped))
    state.offset = at
    state.failures = 0
  }
}

function rangeFrom(offset: number, etag: string | null): Record<string, string> {
  return offset > 0 ? { range: `bytes=${offset}-`, ...(etag && { 'if-range': etag }) } : {}
}

function unavailable(translationId: string, code: string, why: string): VideoTranslationError {
  return new VideoTranslationError(`Translation ${translationId}: ${why}.`, { code, translationId })
}
