import { openWav, toWavFile, type Wav } from '../../../media/wav.ts'
import { createModelEndpoint, type EndpointOptions } from '../endpoints/create-endpoint.ts'
import { RefusedRequest, send, withoutSecrets, type Endpoint } from '../endpoints/send.ts'
import type { DetectedLanguage, TranscribeOptions, Transcriber } from '../providers/providers.ts'
import { cuesOf } from '../recognition/cues.ts'
import type { Word } from '../recognition/word.ts'
import { cutAtQuiet, type Chunk } from './chunks.ts'
import { languageOfName } from './language-names.ts'
import { readVerboseJson, type Heard } from './verbose-json.ts'

export interface HttpTranscriberOptions extends EndpointOptions {
  /** URL that `/audio/transcriptions` is added to, e.g. `https://api.openai.com/v1`. */
  baseUrl: string
  apiKey?: string | undefined
  /** Default: `whisper-1`. */
  model?: string | undefined
}

interface TranscriptionEndpoint extends Endpoint {
  model: string
  /** Whether the service takes `timestamp_granularities`. Some older ones refuse it. */
  hasWordTimes: boolean
}

/** Raise it when the same answer would give other cues. */
const VERSION = 3
/** The service names the language without a confidence; one that guesses would say another. */
const CONFIDENCE = 0.9
const DETECTION_SECONDS = 30

/**
 * Recognises with any endpoint like OpenAI's `/audio/transcriptions`. The sound is sent to it, in
 * parts of at most five minutes.
 * @throws TypeError if the base URL is invalid.
 */
export function createHttpTranscriber(options: HttpTranscriberOptions): Transcriber {
  const endpoint = endpointOf(options)
  const identity = async () => `http ${VERSION} ${endpoint.model} ${withoutSecrets(endpoint.baseUrl)}`
  return {
    name: 'http',
    languages: ['*'],
    identity,
    missing: async () => undefined,
    detector: {
      identity,
      missing: async () => undefined,
      detect: (path, { signal }) => withWav(path, (wav) => detect(wav, endpoint, signal)),
    },
    transcribe: (path, task) =>
      withWav(path, async (wav) => cuesOf(await transcribe(wav, endpoint, task), task.language, task.turns)),
  }
}

/**
 * The endpoint that the environment configures: VIDEO_TRANSLATION_TRANSCRIBE_URL and, if needed,
 * VIDEO_TRANSLATION_TRANSCRIBE_MODEL and VIDEO_TRANSLATION_TRANSCRIBE_KEY.
 */
export function httpTranscriberOptionsFrom(
  env: Record<string, string | undefined>,
): HttpTranscriberOptions | undefined {
  const baseUrl = env['VIDEO_TRANSLATION_TRANSCRIBE_URL']
  if (!baseUrl) return undefined
  return {
    baseUrl,
    model: env['VIDEO_TRANSLATION_TRANSCRIBE_MODEL'] || undefined,
    apiKey: env['VIDEO_TRANSLATION_TRANSCRIBE_KEY'] || undefined,
  }
}

function endpointOf(options: HttpTranscriberOptions): TranscriptionEndpoint {
  const { model = 'whisper-1' } = options
  const service = { title: 'The transcription endpoint', role: 'transcriber', timeoutMs: 600_000 } as const
  return { ...createModelEndpoint(service, { ...options, model }), model, hasWordTimes: true }
}

async function withWav<result>(path: string, work: (wav: Wav) => Promise<result>): Promise<result> {
  const wav = await openWav(path)
  try {
    return await work(wav)
  } finally {
    await wav.close()
  }
}

async function detect(
  wav: Wav,
  endpoint: TranscriptionEndpoint,
  signal: AbortSignal,
): Promise<DetectedLanguage | undefined> {
  const count = Math.min(wav.samples, DETECTION_SECONDS * wav.sampleRate)
  const { language, words } = await listen(wav, { first: 0, count }, endpoint, { signal })
  const tag = language === undefined ? undefined : languageOfName(language)
  if (tag === undefined || words.length === 0) return undefined
  const span = { start: 0, end: count / wav.sampleRate }
  return { language: tag, confidence: CONFIDENCE, parts: [{ span, language: tag, confidence: CONFIDENCE }] }
}

async function transcribe(
  wav: Wav,
  endpoint: TranscriptionEndpoint,
  { language, signal, onProgress }: TranscribeOptions,
): Promise<Word[]> {
  const words: Word[] = []
  for (const chunk of await cutAtQuiet(wav)) {
    const offset = chunk.first / wav.sampleRate
    const end = offset + chunk.count / wav.sampleRate
    const heard = await listen(wav, chunk, endpoint, { signal, language })
    for (const { text, start, end: wordEnd } of heard.words) {
      const previous = words.at(-1)?.end ?? 0
      const begin = Math.min(end, Math.max(previous, offset + start))
      words.push({ text, start: begin, end: Math.min(end, Math.max(begin, offset + wordEnd)) })
    }
    onProgress((chunk.first + chunk.count) / wav.samples)
  }
  return words
}

async function listen(
  wav: Wav,
  { first, count }: Chunk,
  endpoint: TranscriptionEndpoint,
  { signal, language }: { signal: AbortSignal; language?: string },
): Promise<Heard> {
  const file = toWavFile(await wav.read(first, count), wav.sampleRate)
  const { secret, hasWordTimes } = endpoint
  const headers: Record<string, string> = secret ? { authorization: `Bearer ${secret}` } : {}
  const body = () => formOf(file, endpoint, language)
  try {
    const answer = await send(endpoint, { path: '/audio/transcriptions', headers, body }, signal)
    return readVerboseJson(answer, count / wav.sampleRate)
  } catch (error) {
    if (!(error instanceof RefusedRequest) || !hasWordTimes || !/granularit/.test(error.answer)) throw error
    endpoint.hasWordTimes = false
    return await listen(wav, { first, count }, endpoint, { signal, ...(language && { language }) })
  }
}

function formOf(
  file: Buffer<ArrayBuffer>,
  { model, hasWordTimes }: TranscriptionEndpoint,
  language?: string,
): FormData {
  const form = new FormData()
  form.set('file', new Blob([file], { type: 'audio/wav' }), 'speech.wav')
  form.set('model', model)
  form.set('response_format', 'verbose_json')
  form.set('temperature', '0')
  if (language !== undefined) form.set('language', language.split('-')[0] ?? language)
  if (hasWordTimes) for (const kind of ['word', 'segment']) form.append('timestamp_granularities[]', kind)
  return form
}
