// Vozo's API, from its reference at https://www.vozo.ai/docs/api_reference. Never tried against
// Vozo itself.
import {
  type Artifact,
  type Http,
  type TranslationRef,
  VideoTranslationError,
} from 'video-translation-client'
import {
  asObject,
  asText,
  defineProtocol,
  type JsonObject,
  readJson,
  type StatusMap,
  statusWithoutUrl,
  throwInvalidResponse,
  type VendorSnapshot,
} from 'video-translation-client/protocols/define'

export interface VozoRequest {
  /** URL of a video that Vozo can reach, at most two hours long. */
  source: string | URL
  /** Language spoken in the video. Default: Vozo detects it. */
  from?: string
  /** The target language. Vozo takes one. */
  to: string
  /** Further members for Vozo: `user_prompt`, `speaker_number`, `callback_url`. */
  options?: Record<string, unknown>
}

const PATH = '/v1/media/translate'

const WORDS: StatusMap = {
  queuing: 'pending',
  preprocessing: 'running',
  transcribing: 'running',
  translating: 'running',
  dubbing: 'running',
  rendering: 'running',
  done: 'completed',
  failed: 'error',
}

export const vozo = defineProtocol<VozoRequest>({
  name: 'vozo',
  words: WORDS,
  headers: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  problem,
  create,
  get: (http, ref) =>
    http.send({ path: `${PATH}/${encodeURIComponent(partsOf(ref.id).task)}` }, (response) =>
      read(response, ref),
    ),
  partsOf: (id) => [partsOf(id).task],
})

/**
 * Vozo has neither idempotency keys nor a list, so a start with a lost response fails instead of a
 * retry.
 */
async function create(
  http: Http,
  { source, from = 'auto', to, options }: VozoRequest,
): Promise<VendorSnapshot> {
  const media = { media_type: 'video', media_url: String(source), export_type: 'auto' }
  const json = { ...media, source_language: from, target_language: to, ...options }
  return await http.attempt({ method: 'POST', path: PATH, json }, async (response) => {
    const { task_id } = await readJson(response)
    // Vozo never sends the language again, so the id carries it.
    const id = `${to}:${asText(task_id) ?? throwInvalidResponse('no `task_id`')}`
    return { id, targets: [{ language: to, rawStatus: 'queuing' }] }
  })
}

async function read(response: Response, { id, latest }: TranslationRef): Promise<VendorSnapshot> {
  const { language } = partsOf(id)
  const body = await readJson(response)
  const rawStatus = asText(body['status']) ?? throwInvalidResponse('no `status`')
  const artifacts = artifactsIn(body, language)
  const lacksUrl = rawStatus === 'done' && artifacts.length === 0
  const target = {
    language,
    rawStatus,
    artifacts,
    ...failureIn(body),
    ...(lacksUrl && statusWithoutUrl(msSince(latest, rawStatus))),
  }
  return { id, targets: [target] }
}

function artifactsIn({ result }: JsonObject, language: string): Artifact[] {
  const { video_url, audio_url, subtitle_url } = asObject(result) ?? {}
  const files = [
    { name: `${language}.mp4`, mediaType: 'video/mp4', url: asText(video_url) },
    { name: `${language}.mp3`, mediaType: 'audio/mpeg', url: asText(audio_url) },
    { name: `${language}.srt`, mediaType: 'application/x-subrip', url: asText(subtitle_url) },
  ]
  return files.flatMap(({ url, ...file }) => (url === undefined ? [] : { ...file, url }))
}

function failureIn({ err_code, err_message }: JsonObject): { error?: { code: string; message: string } } {
  const message = asText(err_message)
  return message ? { error: { code: asText(err_code) ?? 'error', message } } : {}
}

function problem(body: unknown) {
  const { error } = failureIn(body as JsonObject)
  return error && { code: error.code, detail: error.message }
}

/** How long the translation has had this status. */
function msSince(latest: TranslationRef['latest'], rawStatus: string): number {
  return latest?.targets[0]?.rawStatus === rawStatus ? Date.now() - Date.parse(latest.updatedAt) : 0
}

function partsOf(id: string): { language: string; task: string } {
  const [language, task] = id.split(':')
  if (language && task) return { language, task }
  throw new VideoTranslationError(`${id} is not the id of a translation. An id looks like es:TASK.`, {
    code: 'not_found',
  })
}
