import type { BulkResult } from '../bulk.ts'
import type { RequestOptions, VideoTranslationClient } from '../client.ts'
import { coreOf } from '../client-core.ts'
import { invalid } from '../errors.ts'
import { checkOptions, REQUEST_KINDS } from '../options.ts'
import type { TranslationFilter } from '../translation.ts'

/** The translations to change: by id, or all that match a filter with at least one member. */
export type Selection =
  | { ids: readonly string[]; filter?: undefined }
  | { filter: Omit<TranslationFilter, 'after'>; ids?: undefined }

/** Options of `cancelAll`, `retryAll` and `deleteAll`. */
export interface BulkOptions extends RequestOptions {
  /** Is called after each request, with the sums so far. */
  onProgress?: ((result: BulkResult) => void) | undefined
}

/** As many as the server takes in one request. */
const MOST_IDS = 100
/** Each delete may wait for a running task. */
const TIMEOUT_MS = 60_000

/** Cancels all of these translations that have not ended. Can be repeated. */
export function cancelAll(
  client: VideoTranslationClient,
  selection: Selection,
  options?: BulkOptions,
): Promise<BulkResult> {
  return changeAll(client, 'cancel', selection, options)
}

/** Runs those of these translations again that failed, failed partly or were canceled. */
export function retryAll(
  client: VideoTranslationClient,
  selection: Selection,
  options?: BulkOptions,
): Promise<BulkResult> {
  return changeAll(client, 'retry', selection, options)
}

/** Deletes all of these translations with their files. Can be repeated. */
export function deleteAll(
  client: VideoTranslationClient,
  selection: Selection,
  options?: BulkOptions,
): Promise<BulkResult> {
  return changeAll(client, 'delete', selection, options)
}

async function changeAll(
  client: VideoTranslationClient,
  verb: string,
  selection: Selection,
  { onProgress, ...options }: BulkOptions = {},
): Promise<BulkResult> {
  checkOptions(`${verb}All`, options, REQUEST_KINDS)
  const http = coreOf(client).http.with({ timeoutMs: TIMEOUT_MS, ...options })
  const path = `/v1/translations/${verb}`
  const ask = (json: object) =>
    http.send({ method: 'POST', path, json }, async (response) => (await response.json()) as BulkPart)
  const sum: BulkResult = { changed: 0, unchanged: 0, failed: [] }
  for await (const part of parts(selection, ask)) {
    sum.changed += part.changed
    sum.unchanged += part.unchanged
    sum.failed.push(...part.failed)
    onProgress?.({ ...sum })
  }
  return sum
}

/** The answer to one request. */
interface BulkPart extends BulkResult {
  nextCursor?: string
}

async function* parts(
  { ids, filter }: Selection,
  ask: (json: object) => Promise<BulkPart>,
): AsyncGenerator<BulkPart> {
  if ((ids === undefined) === (filter === undefined)) throw invalid('Give either `ids` or a `filter`.')
  if (filter !== undefined && !hasMember(filter))
    throw invalid('Give the `filter` a member that is not empty.')
  for (let at = 0; at < (ids?.length ?? 0); at += MOST_IDS)
    yield await ask({ ids: ids?.slice(at, at + MOST_IDS) })
  if (filter === undefined) return
  let cursor: string | undefined
  do {
    const part = await ask({ filter, ...(cursor !== undefined && { cursor }) })
    yield part
    cursor = part.nextCursor
  } while (cursor !== undefined)
}

/** An empty member selects all, which nobody means who changes or deletes. */
function hasMember(filter: object): boolean {
  return Object.values(filter).some((member: unknown) =>
    Array.isArray(member) ? member.length > 0 : member !== undefined && member !== '',
  )
}
