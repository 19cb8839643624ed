import type { CreateOptions } from '../../create.ts'
import type { Http } from '../../http/http.ts'
import { type Body, lacks, textIn } from '../answers.ts'
import { createOnce } from '../create-once.ts'
import type { Sighting } from '../sighting.ts'
import { readBody } from './answers.ts'
import { type DubId, joinDubs } from './dub-ids.ts'
import { dubPage, MOST_DUBS_A_PAGE } from './dub-list.ts'
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

interface Made extends DubId {
  /** `expected_duration_sec`. */
  expectedSeconds?: number | undefined
}

/** Starts a dub for each language, one after the other: what stops the first stops all. */
export async function createDubs(http: Http, request: DubRequest, options: CreateOptions): Promise<Sighting> {
  checkRequest(request)
  const start: Start = { http, request, options, mark: createMark(request.idempotencyKey) }
  const made: Made[] = []
  for (const language of new Set(request.to)) {
    try {
      made.push(await startDub(start, language))
    } catch (error) {
      throw halfway(
        error,
        made.map(({ id }) => id),
        start.mark,
      )
    }
  }
  reportUpload(options, request.source, http)
  return startedSighting(made, request)
}

async function startDub({ http, request, options, mark }: Start, language: string): Promise<Made> {
  const { source, from, name = nameOf(source) } = request
  const marked = mark.on(name, language)
  const find = (): Promise<Made | undefined> => findDub(http, marked, language)
  const fields = {
    source,
    fileName: request.name,
    name: marked,
    source_lang: from,
    target_lang: language,
    ...request.options,
  }
  const send = (): Promise<Made> =>
    http.attempt(formCall('/v1/dubbing', fields, http, options), async (answer) =>
      madeIn(await readBody(answer), language),
    )
  return (mark.isOld && (await find())) || (await createOnce(http, send, find))
}

async function findDub(http: Http, name: string, language: string): Promise<Made | undefined> {
  const query = new URLSearchParams({ page_size: String(MOST_DUBS_A_PAGE) })
  const { dubs } = await dubPage(http, query)
  const found = dubs.find((dub) => textIn(dub['name']) === name)
  return found && madeIn(found, language)
}

/** `DoDubbingResponse` of the SDK, or an item of the list. */
function madeIn(body: Body, language: string): Made {
  const id = textIn(body['dubbing_id']) ?? lacks('a dub: it has no dubbing_id')
  const { expected_duration_sec: seconds } = body
  return { id, language, expectedSeconds: typeof seconds === 'number' && seconds > 0 ? seconds : undefined }
}

/** The vendor tells no status yet: what it has not begun waits. */
function startedSighting(made: readonly Made[], request: DubRequest): Sighting {
  const seconds = made.flatMap(({ expectedSeconds }) => expectedSeconds ?? [])
  return {
    id: joinDubs(made),
    source: sourceOf(request.source, request.name),
    ...(request.from && { from: request.from }),
    ...(seconds.length > 0 && { expectedSeconds: Math.max(...seconds) }),
    targets: made.map(({ language = '' }) => ({ language, word: 'queued' })),
  }
}
