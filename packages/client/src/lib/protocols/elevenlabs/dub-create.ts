import type { CreateOptions } from '../../create-options.ts'
import type { Http } from '../../http/http.ts'
import { type Body, lacks, textIn } from '../answers.ts'
import { createOnce } from '../create-once.ts'
import type { Sighting } from '../sighting.ts'
import { readBody, secondsIn } from './answers.ts'
import { dubPage, MOST_DUBS_A_PAGE } from './dub-list.ts'
import { dubSighting, type FoundDub } from './dub-sighting.ts'
import { checkRequest, type ElevenLabsSource, formCall, nameOf, reportUpload } from './form.ts'
import { createMark, halfway, type Mark } from './mark.ts'
import { sourceOf } from './source.ts'

/** What to dub by `/v1/dubbing`, and into what. */
export interface DubRequest {
  /** A URL that ElevenLabs can reach, or what is to be uploaded: at most 1 GB and 2.5 hours. */
  source: ElevenLabsSource
  /** Language spoken in the source: ISO 639-1 or 639-3. Default: the vendor finds out. */
  from?: string
  /** Languages wanted: ISO 639-1 or 639-3. Each is a dub of its own, for which the source is sent again. */
  to: readonly string[]
  /** What the dub is called in the vendor's console; a mark is added, by which a lost start is found. Default: the file's name. */
  name?: string
  /**
   * Two creates with the same key make one translation, as long as the dubs are among the newest 200: the vendor has no such keys, so
   * it is looked for. Default: a random one, so that a repeated request is safe. 1 to 100 letters, digits, ".", ":", "_" or "-".
   */
  idempotencyKey?: string
  /** Fields of the vendor's form beyond that, in its own words, e.g. `{ num_speakers: 2, watermark: true }`. */
  options?: Readonly<Record<string, unknown>>
}

interface Start {
  http: Http
  request: DubRequest
  options: CreateOptions
  mark: Mark
}

/** Starts a dub for each language, one after the other: what stops the first stops all. */
export async function createDubs(http: Http, request: DubRequest, options: CreateOptions): Promise<Sighting> {
  checkRequest(request)
  const start: Start = { http, request, options, mark: createMark(request.idempotencyKey) }
  const made: FoundDub[] = []
  try {
    for (const language of new Set(request.to)) made.push(await startDub(start, language))
  } catch (error) {
    const ids = made.map(({ id }) => id)
    throw halfway(error, ids, start.mark)
  }
  reportUpload(options, request.source, http)
  return startedSighting(made, request)
}

async function startDub({ http, request, options, mark }: Start, language: string): Promise<FoundDub> {
  const { source, from, name = nameOf(source) } = request
  const marked = mark.on(name, language)
  const fields = {
    ...request.options,
    source,
    fileName: request.name,
    name: marked,
    target_lang: language,
    ...(from && { source_lang: from }),
  }
  const find = (): Promise<FoundDub | undefined> => findDub(http, marked, language)
  const send = (): Promise<FoundDub> =>
    http.attempt(formCall('/v1/dubbing', fields, http, options), async (answer) =>
      dubIn(await readBody(answer), language),
    )
  return (mark.isOld && (await find())) || (await createOnce(http, send, find))
}

async function findDub(http: Http, name: string, language: string): Promise<FoundDub | undefined> {
  const query = new URLSearchParams({ page_size: String(MOST_DUBS_A_PAGE) })
  const { dubs } = await dubPage(http, query)
  const found = dubs.find((dub) => textIn(dub['name']) === name)
  return found && dubIn(found, language)
}

/** An item of the list, or `DoDubbingResponse` of the SDK, which tells no status yet: what has not begun waits. */
function dubIn(body: Body, language: string): FoundDub {
  const id = textIn(body['dubbing_id']) ?? lacks('a dub: it has no dubbing_id')
  return { id, language, body: { status: 'queued', ...body } }
}

function startedSighting(made: readonly FoundDub[], { source, name, from }: DubRequest): Sighting {
  const seen = dubSighting(made)
  const seconds = made.flatMap(({ body }) => secondsIn(body?.['expected_duration_sec']) ?? [])
  return {
    ...(from && { from }),
    ...seen,
    source: { ...sourceOf(source, name), ...seen.source },
    ...(seconds.length > 0 && { expectedSeconds: Math.max(...seconds) }),
  }
}
