import { rm, writeFile } from 'node:fs/promises'
import { EngineError } from '../../../engine-error.ts'
import { isStorageFull } from '../../../files/storage-full.ts'
import { soundToWav } from '../../../media/convert.ts'
import { createModelEndpoint, type EndpointOptions } from '../endpoints/create-endpoint.ts'
import { type Endpoint, messageOf, sendForBytes, withoutSecrets } from '../endpoints/send.ts'
import type { SpeakOptions, Synthesizer, Voice } from '../providers/providers.ts'
import { isSpeakable } from './speakable.ts'
import { trimWav } from './trim-wav.ts'

export interface HttpSynthesizerOptions extends EndpointOptions {
  /** URL that `/audio/speech` is added to, e.g. `https://api.openai.com/v1`. */
  baseUrl: string
  apiKey?: string | undefined
  /** Default: `tts-1`. */
  model?: string | undefined
  /** Names of its voices, the default one first. Default: those of OpenAI. */
  voices?: readonly string[] | undefined
}

/** Raise it when the same answer would give another sound. */
const VERSION = 1
const MAX_SPEED = 1.2
const SAMPLE_RATE = 24_000
/** No line is so long. Without it, a few bytes could become hours of sound. */
const MOST_SECONDS = 600
const OPENAI_VOICES = ['alloy', 'ash', 'coral', 'echo', 'fable', 'nova', 'onyx', 'sage', 'shimmer']

/**
 * Speaks with any endpoint like OpenAI's `/audio/speech`, in any language. The texts are sent to
 * it, one cue at a time.
 * @throws TypeError if the base URL is invalid.
 */
export function createHttpSynthesizer(options: HttpSynthesizerOptions): Synthesizer {
  const { model = 'tts-1', voices = OPENAI_VOICES } = options
  const service = { title: 'The speech endpoint', role: 'synthesizer', timeoutMs: 120_000 } as const
  const endpoint = createModelEndpoint(service, { ...options, model })
  const [usual = 'alloy'] = voices
  return {
    name: 'http',
    languages: ['*'],
    maxSpeed: MAX_SPEED,
    parallel: 2,
    identity: async () => `http ${VERSION} ${model} ${usual} ${withoutSecrets(endpoint.baseUrl)}`,
    missing: async () => undefined,
    voices: async () => voices.map(describe),
    async speak(text, { voice = usual, speed, path, signal }: SpeakOptions) {
      if (!isSpeakable(text)) throw new EngineError('nothing_to_speak', 'The text has no letters or digits.')
      const body = () => JSON.stringify({ model, voice, input: text, speed, response_format: 'wav' })
      const request = { path: '/audio/speech', headers: headersOf(options), body }
      const answer = await sendForBytes(endpoint, request, signal)
      const raw = `${path}.raw`
      const decoded = `${path}.decoded`
      try {
        await writeFile(raw, answer)
        await soundToWav(raw, { rate: SAMPLE_RATE, mostSeconds: MOST_SECONDS }, decoded, signal).catch(
          (error: unknown) => {
            throw noSound(error, answer, endpoint)
          },
        )
        return { ...(await trimWav(decoded, path, endpoint.title)), retries: 0 }
      } finally {
        await Promise.all([raw, decoded].map((file) => rm(file, { force: true })))
      }
    },
  }
}

/**
 * The endpoint that the environment configures: VIDEO_TRANSLATION_SPEECH_URL and, if needed,
 * VIDEO_TRANSLATION_SPEECH_MODEL, _KEY and _VOICES, with commas between them.
 */
export function httpSynthesizerOptionsFrom(
  env: Record<string, string | undefined>,
): HttpSynthesizerOptions | undefined {
  const baseUrl = env['VIDEO_TRANSLATION_SPEECH_URL']
  if (!baseUrl) return undefined
  const voices = (env['VIDEO_TRANSLATION_SPEECH_VOICES'] ?? '').split(',').map((name) => name.trim())
  return {
    baseUrl,
    model: env['VIDEO_TRANSLATION_SPEECH_MODEL'] || undefined,
    apiKey: env['VIDEO_TRANSLATION_SPEECH_KEY'] || undefined,
    voices: voices.some(Boolean) ? voices.filter(Boolean) : undefined,
  }
}

/** An error of the conversion would tell people to change their video. */
function noSound(error: unknown, answer: Uint8Array, endpoint: Endpoint): unknown {
  if (!(error instanceof EngineError) || isStorageFull(error)) return error
  // Some endpoints say so that they cannot read a text, and the other lines are spoken.
  if (answer.length === 0) return noAnswer(error, endpoint)
  const text = Buffer.from(answer.subarray(0, 200)).toString('latin1')
  const shown = text.replace(/[^\x20-\x7e]+/g, ' ').trim()
  const message = messageOf(endpoint, `answered with no sound: ${shown}. ${endpoint.advice}`)
  return new EngineError('synthesizer_misconfigured', message, { cause: error })
}

function noAnswer(cause: EngineError, endpoint: Endpoint): EngineError {
  const message = messageOf(endpoint, 'sent nothing for this line. Write it in other words.')
  return new EngineError('synthesizer_refused', message, { cause })
}

function headersOf({ apiKey }: HttpSynthesizerOptions): Record<string, string> {
  const json = { accept: '*/*', 'content-type': 'application/json' }
  return apiKey ? { ...json, authorization: `Bearer ${apiKey}` } : json
}

function describe(name: string): Voice {
  const title = name.charAt(0).toUpperCase() + name.slice(1)
  return { name, title, language: '*', ready: true }
}
