import { throwInvalidResponse } from '../../errors.ts'
import { type Failure, isFinal, type TranslationStatus } from '../../translation.ts'
import { asObject, asObjects, asText, type JsonObject } from '../parse.ts'
import type { VendorSnapshot } from '../snapshot.ts'
import type { MappedStatus, StatusMap } from '../status-map.ts'
import type { Job } from './job.ts'

/** The format of a server's responses. */
export interface ResponseFormat {
  /** The status for each word, in lower case. */
  readonly words: ReadonlyMap<string, MappedStatus>
  /** The fields that may hold the status word. */
  readonly fields: readonly string[]
  /** The fields that may hold the job's id, best first. */
  readonly idFields: readonly string[]
}

export function createFormat(
  words: StatusMap,
  fields: readonly string[],
  idFields: readonly string[],
): ResponseFormat {
  const lowerCase = Object.entries(words).map(([word, status]) => [word.toLowerCase(), status] as const)
  return { words: new Map(lowerCase), fields, idFields }
}

/**
 * Reads the status of a job.
 * @throws {ConnectionError} `invalid_response` if the response has none
 */
export function readJob(body: JsonObject, job: Job, format: ResponseFormat): VendorSnapshot {
  return toSnapshot(body, job, wordIn(body, format) ?? throwNoStatus(body, format), format)
}

/**
 * Reads the response to a start. Only an unfinished status counts, else the job is pending: a word
 * such as `success` may be about the request.
 */
export function readStarted(body: JsonObject, job: Job, format: ResponseFormat): VendorSnapshot {
  const open = textsIn(body, format.fields).find((word) => isOpen(word, format))
  return toSnapshot(body, job, open ?? 'pending', format)
}

const ABSENT = /not.?found|no.such|unknown|(not|n't).exist/i

/**
 * Reads the response of a search. Undefined if it is about another job, or does not show this one.
 */
export function readExisting(body: JsonObject, job: Job, format: ResponseFormat): VendorSnapshot | undefined {
  const ids = readIds(body, format)
  const word = wordIn(body, format)
  // An unknown word may mean that the job does not exist, e.g. `not_found`.
  const isKnown = word !== undefined && mapped(word, format) !== undefined
  if (!isKnown || (ids.length > 0 && !ids.includes(job.id))) return undefined
  const snapshot = toSnapshot(body, job, word, format)
  return snapshot.error && ABSENT.test(snapshot.error.message) ? undefined : snapshot
}

/** Every id in a response, best first. */
export function readIds(body: JsonObject, { idFields }: ResponseFormat): string[] {
  return textsIn(body, idFields)
}

/** The message in a body, as text or as an object with a message. */
export function messageIn(body: JsonObject): string | undefined {
  const fields = ['error_message', 'message', 'detail', 'error']
  const [first] = fields.flatMap(
    (field) => asText(body[field]) ?? asText(asObject(body[field])?.['message']) ?? [],
  )
  return first
}

/** The languages default to the requested ones. */
function toSnapshot(
  body: JsonObject,
  { id, reference, ...requested }: Job,
  rawStatus: string,
  format: ResponseFormat,
): VendorSnapshot {
  const content: JsonObject = Object.assign({}, ...layersOf(body))
  const from = asText(content['source_language']) ?? requested.from
  const to = asText(content['target_language']) ?? requested.to
  const error = failureIn(layersOf(body), mapped(rawStatus, format))
  const progress = progressIn(content['progress'], isOpen(rawStatus, format))
  return {
    id,
    rawStatus,
    ...(reference !== undefined && { reference }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { targets: [{ language: to, rawStatus }] }),
    ...(progress !== undefined && { progress }),
    ...(error && { error }),
  }
}

/**
 * Picks the status word. If fields disagree, unfinished beats failed beats completed, because only
 * an unfinished status can be corrected by a later poll. Unknown words count last.
 */
function wordIn(body: JsonObject, format: ResponseFormat): string | undefined {
  const words = textsIn(body, format.fields)
  const known = words.filter((word) => mapped(word, format))
  const open = known.find((word) => isOpen(word, format))
  return open ?? known.find((word) => statusOf(word, format) !== 'completed') ?? known[0] ?? words[0]
}

function isOpen(word: string, format: ResponseFormat): boolean {
  const status = statusOf(word, format)
  return status !== undefined && !isFinal(status)
}

function statusOf(word: string, format: ResponseFormat): TranslationStatus | undefined {
  const status = mapped(word, format)
  return typeof status === 'object' ? status.status : status
}

function mapped(word: string, { words }: ResponseFormat): MappedStatus | undefined {
  return words.get(word.toLowerCase())
}

/** The body, and the objects in it that may be the actual content. */
function layersOf(body: JsonObject): JsonObject[] {
  return [body, ...asObjects([body['data'], body['job']])]
}

function textsIn(body: JsonObject, fields: readonly string[]): string[] {
  return fields.flatMap((field) => layersOf(body).flatMap((layer) => asText(layer[field]) ?? []))
}

/** Above 1 it is a percentage. While a job is unfinished, 1 may be one percent or all of it. */
function progressIn(progress: unknown, isOpen: boolean): number | undefined {
  if (typeof progress !== 'number' || !(progress >= 0 && progress <= 100)) return undefined
  if (progress === 1 && isOpen) return undefined
  return progress > 1 ? progress / 100 : progress
}

/** Why the job failed. Before a failure, a message is about something else. */
function failureIn(layers: readonly JsonObject[], status: MappedStatus | undefined): Failure | undefined {
  const { status: base, code = 'error' } = typeof status === 'object' ? status : { status }
  // The innermost message: that of an envelope is about the request.
  const message = layers.map(messageIn).findLast((text) => text !== undefined)
  return base === 'error' && message !== undefined ? { code, message } : undefined
}

function throwNoStatus(body: JsonObject, { fields }: ResponseFormat): never {
  const message = messageIn(body)?.replace(/[.\s]+$/, '')
  throwInvalidResponse(`no ${fields.join(' or ')}${message ? `; the server's message: ${message}` : ''}`)
}
