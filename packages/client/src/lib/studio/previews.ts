import type { PlaybackFile } from '../artifact.ts'
import type { RequestOptions, VideoTranslationClient } from '../client.ts'
import { coreOf } from '../client-core.ts'
import { invalid, throwInvalidResponse, VideoTranslationError } from '../errors.ts'
import type { Call, Http } from '../http/http.ts'
import { pathOf } from '../native/native.ts'
import { checkId, checkOptions, REQUEST_KINDS } from '../options.ts'
import type { Preview, PreviewBody, SourceProxy } from '../preview.ts'
import { now, sleep } from '../timers.ts'
import type { Failure } from '../translation.ts'

/** How long the server holds an answer. */
const HOLD_SECONDS = 10
/** A server that answers at once must not be asked without a rest. */
const LEAST_REST_MS = 1000

/**
 * Lets a text be spoken as a result would have it, and resolves when it is. Nothing changes. With
 * `timeoutMs` it waits no longer than that in all, which has the code `timeout`.
 * @throws {VideoTranslationError} with the code of the failure, e.g. `nothing_to_speak`
 * @throws {ApiError} 422 `not_supported` where the engine speaks no single lines; 429 for too many
 */
export async function preview(
  client: VideoTranslationClient,
  id: string,
  request: PreviewBody,
  options: RequestOptions = {},
): Promise<Preview> {
  checkOptions('preview', options, REQUEST_KINDS)
  const http = httpOf(client, id, options)
  const giveUpAt = now() + (options.timeoutMs ?? Infinity)
  const begin = { method: 'POST', path: pathOf(id, '/previews'), json: request }
  const ask = (found: Preview) => {
    if (now() < giveUpAt) return { path: pathOf(id, `/previews/${found.id}`) }
    const message = 'The line was not spoken in time. Does a worker with a voice run?'
    throw new VideoTranslationError(message, { code: 'timeout', translationId: id })
  }
  return unlessFailed(id, await settled(http, begin, ask))
}

/** Gets the clip of a preview, which is kept for an hour. */
export async function readClip(
  client: VideoTranslationClient,
  { clip }: Preview,
  options: RequestOptions = {},
): Promise<Blob> {
  checkOptions('readClip', options, REQUEST_KINDS)
  if (clip?.url === undefined) throw invalid('The preview has no clip.')
  return await coreOf(client)
    .http.with(options)
    .send({ path: clip.url }, (response) => response.blob())
}

/** Options of `cueAudio`. */
export interface CueAudioOptions extends RequestOptions {
  /** Language of the target. */
  target: string
}

/**
 * Gets the sound of a cue as it is now, as a WAV. What was spoken before is not spoken again.
 * @throws {ApiError} with the code of the failure, e.g. 422 `nothing_to_speak`
 */
export async function cueAudio(
  client: VideoTranslationClient,
  id: string,
  cue: string,
  { target, ...options }: CueAudioOptions,
): Promise<Blob> {
  checkOptions('cueAudio', options, REQUEST_KINDS)
  if (!target) throw invalid('`cueAudio` needs a `target`.')
  const path = pathOf(id, `/cues/${encodeURIComponent(cue)}/audio`)
  const query = new URLSearchParams({ target })
  return await httpOf(client, id, options).send({ path, query }, (response) => response.blob())
}

/**
 * Gets a small copy of the source, which every browser plays. It is made at the first request,
 * which takes minutes for a long source, and kept.
 * @throws {VideoTranslationError} with the code of the failure, e.g. `broken_media`
 */
export async function sourceProxy(
  client: VideoTranslationClient,
  id: string,
  options: RequestOptions = {},
): Promise<PlaybackFile> {
  checkOptions('sourceProxy', options, REQUEST_KINDS)
  const http = httpOf(client, id, options)
  const path = pathOf(id, '/proxy')
  const found = await settled<SourceProxy>(http, { method: 'POST', path }, () => ({ path }))
  return unlessFailed(id, found).file ?? throwInvalidResponse('no `file`')
}

function httpOf(client: VideoTranslationClient, id: string, options: RequestOptions): Http {
  checkId(id)
  return coreOf(client).http.with({ ...options, translationId: id })
}

/** Begins, and asks again until it has ended. */
async function settled<Found extends Awaited>(
  http: Http,
  begin: Call,
  ask: (found: Found) => Call,
): Promise<Found> {
  let askedAt = now()
  let found = await held<Found>(http, begin)
  while (isOpen(found)) {
    const call = ask(found)
    await sleep(Math.max(0, askedAt + LEAST_REST_MS - now()), http.signal)
    askedAt = now()
    found = await held<Found>(http, call)
  }
  return found
}

function held<Answer>(http: Http, call: Call): Promise<Answer> {
  const headers = { prefer: `wait=${HOLD_SECONDS}` }
  const timeoutMs = HOLD_SECONDS * 1000 + http.timeoutMs
  return http.send({ ...call, headers, timeoutMs }, async (response) => (await response.json()) as Answer)
}

interface Awaited {
  status: Preview['status']
  error?: Failure
}

function isOpen({ status }: Awaited): boolean {
  return status === 'pending' || status === 'running'
}

function unlessFailed<Found extends Awaited>(id: string, found: Found): Found {
  const { error } = found
  if (!error) return found
  throw new VideoTranslationError(error.message, { code: error.code, translationId: id })
}
