import type { CreateOptions } from '../../../create-options.ts'
import type { Http } from '../../../http/http.ts'
import { createOnce } from '../../create-once.ts'
import { asText, type JsonObject, throwInvalidResponse } from '../../parse.ts'
import type { VendorSnapshot } from '../../snapshot.ts'
import { asSeconds, readBody } from '../api.ts'
import { checkRequest, type ElevenLabsSource, formCall, nameOf, reportUpload, sourceOf } from '../form.ts'
import { createMarker, type IdempotencyMarker, withCreatedIds } from '../idempotency-marker.ts'
import type { DubOptions } from '../options.ts'
import { dubPage, MAX_PAGE_SIZE } from './list.ts'
import { type Dub, toSnapshot } from './snapshot.ts'

/** A translation to create with `/v1/dubbing`. */
export interface DubRequest {
  /** A URL that ElevenLabs can reach, or an upload. At most 1 GB and 2.5 hours. */
  source: ElevenLabsSource
  /** Language spoken in the source: ISO 639-1 or 639-3. Default: the vendor detects it. */
  from?: string
  /** Target languages: ISO 639-1 or 639-3. Each is its own dub, and the source is sent for each. */
  to: readonly string[]
  /**
   * The name of the dub in the vendor's console. A marker is added, by which a lost start is found.
   * Default: the file's name.
   */
  name?: string
  /**
   * Two creates with the same key make one translation if the dubs are among the newest 200: the
   * vendor has no idempotency keys, so the client searches its list. Default: a random key, so that
   * a repeated request is safe. 1 to 100 letters, digits, ".", ":", "_" or "-".
   */
  idempotencyKey?: string
  /** Further fields of the vendor's form, e.g. `{ num_speakers: 2, watermark: true }`. */
  options?: Readonly<DubOptions>
}

interface Start {
  http: Http
  request: DubRequest
  options: CreateOptions
  marker: IdempotencyMarker
}

/** Starts a dub for each language, in order. The first failure stops the rest. */
export async function createDubs(
  http: Http,
  request: DubRequest,
  options: CreateOptions,
): Promise<VendorSnapshot> {
  checkRequest(request)
  const start: Start = { http, request, options, marker: createMarker(request.idempotencyKey) }
  const dubs: Dub[] = []
  try {
    for (const language of new Set(request.to)) dubs.push(await startDub(start, language))
  } catch (error) {
    const ids = dubs.map(({ id }) => id)
    throw withCreatedIds(error, ids, start.marker)
  }
  reportUpload(options, request.source, http)
  return startedSnapshot(dubs, request)
}

async function startDub({ http, request, options, marker }: Start, language: string): Promise<Dub> {
  const { source, from, name = nameOf(source) } = request
  const markedName = marker.addTo(name, language)
  const fields = {
    ...request.options,
    source,
    fileName: request.name,
    name: markedName,
    target_lang: language,
    ...(from && { source_lang: from }),
  }
  const find = (): Promise<Dub | undefined> => findDub(http, markedName, language)
  const send = (): Promise<Dub> =>
    http.attempt(formCall('/v1/dubbing', fields, http, options), async (response) =>
      toDub(await readBody(response), language),
    )
  return (marker.isFromCaller && (await find())) || (await createOnce(http, send, find))
}

async function findDub(http: Http, name: string, language: string): Promise<Dub | undefined> {
  const query = new URLSearchParams({ page_size: String(MAX_PAGE_SIZE) })
  const { dubs } = await dubPage(http, query)
  const body = dubs.find((dub) => asText(dub['name']) === name)
  return body && toDub(body, language)
}

/**
 * Reads a list item, or `DoDubbingResponse` of the SDK. The latter has no status: the dub is
 * queued.
 */
function toDub(body: JsonObject, language: string): Dub {
  const id = asText(body['dubbing_id']) ?? throwInvalidResponse('no `dubbing_id`')
  return { id, language, body: { status: 'queued', ...body } }
}

function startedSnapshot(dubs: readonly Dub[], { source, name, from }: DubRequest): VendorSnapshot {
  const snapshot = toSnapshot(dubs)
  const seconds = dubs.flatMap(({ body }) => asSeconds(body?.['expected_duration_sec']) ?? [])
  return {
    ...(from && { from }),
    ...snapshot,
    source: { ...sourceOf(source, name), ...snapshot.source },
    ...(seconds.length > 0 && { expectedSeconds: Math.max(...seconds) }),
  }
}
