import type { VideoTranslationClient } from '../client.ts'
import { coreOf } from '../client-core.ts'
import type { CueEdit, CueEditResult, CuePage, ReviewStage } from '../cue.ts'
import { throwInvalidResponse } from '../errors.ts'
import type { Call, Http } from '../http/http.ts'
import { readTranslation } from '../native/read-translation.ts'
import { randomKey } from '../random-key.ts'
import type { Translation } from '../translation.ts'

/** Which cues to read. */
export interface ReadCuesOptions {
  /** Only this target. Default: all. */
  target?: string | undefined
  /** Cues on a page, 500 at most. Default 500. */
  limit?: number | undefined
  /** The `nextCursor` of the page before, which names the revision too. */
  cursor?: string | undefined
  /** An earlier revision. Default: the newest. */
  revision?: number | undefined
  signal?: AbortSignal | undefined
}

/** Edits for one revision of the cues. */
export interface EditCuesOptions {
  /** The revision that they were made on. */
  revision: number
  /** At most 500, made all or none. */
  edits: readonly CueEdit[]
  /** Makes the request safe to repeat. Default: a random one. */
  idempotencyKey?: string | undefined
  signal?: AbortSignal | undefined
}

/** Reads a page of the cues. @throws {ApiError} `no_cues` while nothing is transcribed. */
export async function readCues(
  client: VideoTranslationClient,
  id: string,
  { signal, ...query }: ReadCuesOptions = {},
): Promise<CuePage> {
  const set = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  const call = { path: pathOf(id, '/cues'), query: new URLSearchParams(set), signal }
  return await httpFor(client, id).send(call, async (response) => {
    const page = (await response.json()) as CuePage | null
    return Array.isArray(page?.items) ? page : throwInvalidResponse('no cues')
  })
}

/**
 * Edits cues, all or none. The result of the translation stays as it is until {@link applyCues}.
 * @throws {ApiError} `outdated` (412) where the cues have another revision; `problem` says what has
 *   changed since. `edit_refused` (422) where an edit breaks a rule.
 */
export async function editCues(
  client: VideoTranslationClient,
  id: string,
  { revision, edits, idempotencyKey = randomKey(), signal }: EditCuesOptions,
): Promise<CueEditResult> {
  const headers = { 'if-match': `"c${revision}"`, 'idempotency-key': idempotencyKey }
  const call = { method: 'POST', path: pathOf(id, '/cues/edits'), json: { edits }, headers, signal }
  return await httpFor(client, id).send(call, async (response) => (await response.json()) as CueEditResult)
}

/** Brings results up to date with the cues. Only what was edited is done again. */
export async function applyCues(
  client: VideoTranslationClient,
  id: string,
  options: { targets?: readonly string[] | undefined } = {},
): Promise<Translation> {
  return await revise(client, id, '/apply', options)
}

/** Ends the stop for a review. @throws {ApiError} 409 where the cues have another revision. */
export async function approveReview(
  client: VideoTranslationClient,
  id: string,
  options: { stage: ReviewStage; revision: number },
): Promise<Translation> {
  return await revise(client, id, '/approve', options)
}

/** Adds targets to a translation that has ended, or does existing ones again. */
export async function addTargets(
  client: VideoTranslationClient,
  id: string,
  options: { to: readonly string[]; options?: Record<string, unknown> | undefined },
): Promise<Translation> {
  return await revise(client, id, '/targets', options)
}

/** Tries again what failed or was canceled. What was finished is not done again. */
export async function retryTargets(
  client: VideoTranslationClient,
  id: string,
  options: { targets?: readonly string[] | undefined } = {},
): Promise<Translation> {
  return await revise(client, id, '/retry', options)
}

/** Repeating such a request changes nothing, so that it may be retried. */
function revise(
  client: VideoTranslationClient,
  id: string,
  verb: string,
  json: object,
): Promise<Translation> {
  const http = httpFor(client, id)
  const call: Call = { method: 'POST', path: pathOf(id, verb), json }
  return http.send(call, async (response) => readTranslation(await response.json(), http.log))
}

function httpFor(client: VideoTranslationClient, translationId: string): Http {
  return coreOf(client).http.with({ translationId })
}

function pathOf(id: string, rest: string): string {
  return `/v1/translations/${encodeURIComponent(id)}${rest}`
}
