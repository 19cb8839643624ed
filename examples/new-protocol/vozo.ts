// Vozo's API, as its reference at https://www.vozo.ai/docs/api_reference has it. Never tried against Vozo itself.
import { type Artifact, type Http, type Known, VideoTranslationError } from 'video-translation-client'
import {
  type Body,
  bodyIn,
  defineProtocol,
  lacks,
  readJson,
  type Sighting,
  textIn,
  whileNoUrl,
  type Words,
} from 'video-translation-client/protocols/define'

export interface VozoRequest {
  /** URL of a video that Vozo can reach, of two hours at most. */
  source: string | URL
  /** Language spoken in it. Default: Vozo finds out. */
  from?: string
  /** The one language wanted. */
  to: string
  /** Whatever else Vozo takes: `user_prompt`, `speaker_number`, `callback_url`. */
  options?: Record<string, unknown>
}

const PATH = '/v1/media/translate'

const WORDS: Words = {
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
  get: (http, it) =>
    http.send({ path: `${PATH}/${encodeURIComponent(partsOf(it.id).task)}` }, (response) =>
      read(response, it),
    ),
  partsOf: (id) => [partsOf(id).task],
})

/** Vozo has neither idempotency keys nor a list to look in: a start whose answer was lost is told as failed, not repeated. */
async function create(http: Http, { source, from = 'auto', to, options }: VozoRequest): Promise<Sighting> {
  const media = { media_type: 'video', media_url: String(source), export_type: 'auto' }
  const json = { ...media, source_language: from, target_language: to, ...options }
  return await http.attempt({ method: 'POST', path: PATH, json }, async (response) => {
    const { task_id } = await readJson(response)
    // Whatever a later process has to know is in the id: Vozo does not tell the language again.
    const id = `${to}:${textIn(task_id) ?? lacks('a task_id')}`
    return { id, targets: [{ language: to, word: 'queuing' }] }
  })
}

async function read(response: Response, { id, latest }: Known): Promise<Sighting> {
  const { language } = partsOf(id)
  const body = await readJson(response)
  const word = textIn(body['status']) ?? lacks('a status')
  const artifacts = artifactsIn(body, language)
  const waits = word === 'done' && artifacts.length === 0
  const target = {
    language,
    word,
    artifacts,
    ...failureIn(body),
    ...(waits && whileNoUrl(sinceMs(latest, word))),
  }
  return { id, targets: [target] }
}

function artifactsIn({ result }: Body, language: string): Artifact[] {
  const { video_url, audio_url, subtitle_url } = bodyIn(result) ?? {}
  const files = [
    { name: `${language}.mp4`, mediaType: 'video/mp4', url: textIn(video_url) },
    { name: `${language}.mp3`, mediaType: 'audio/mpeg', url: textIn(audio_url) },
    { name: `${language}.srt`, mediaType: 'application/x-subrip', url: textIn(subtitle_url) },
  ]
  return files.flatMap(({ url, ...file }) => (url === undefined ? [] : { ...file, url }))
}

function failureIn({ err_code, err_message }: Body): { error?: { code: string; message: string } } {
  const message = textIn(err_message)
  return message ? { error: { code: textIn(err_code) ?? 'error', message } } : {}
}

function problem(body: unknown) {
  const { error } = failureIn(body as Body)
  return error && { code: error.code, detail: error.message }
}

/** For how long a translation has been called by this word. */
function sinceMs(latest: Known['latest'], word: string): number {
  return latest?.targets[0]?.rawStatus === word ? Date.now() - Date.parse(latest.updatedAt) : 0
}

function partsOf(id: string): { language: string; task: string } {
  const [language, task] = id.split(':')
  if (language && task) return { language, task }
  throw new VideoTranslationError(`${id} is no id of a translation: one looks like es:TASK.`, {
    code: 'not_found',
  })
}
