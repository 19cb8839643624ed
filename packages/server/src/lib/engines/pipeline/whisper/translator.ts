import type { Failure, Warning } from 'video-translation-client'
import { EngineError } from '../../../engine-error.ts'
import { primaryLanguage } from '../../../media/languages.ts'
import { childFile, createInferenceHost, type InferenceHost } from '../inference/host.ts'
import { identityOfPacks, memoryOfPacks } from '../inference/packs-needed.ts'
import type { Line, TranslateOptions, Translator } from '../providers/providers.ts'
import { whisperCode } from './languages.ts'
import { whisperFiles } from './files.ts'
import { findMissing, packOf } from './sizes.ts'
import type { WhisperOptions } from './transcriber.ts'
import type { WhisperAnswers, WhisperFiles, WhisperRequest } from './whisper-messages.ts'

/**
 * The smallest size whose translation can be used: base is not, and the turbo models were never
 * trained for it.
 */
const SIZE = 'small'
/** From others the translations of a trial were often wrong. */
const SOURCES = ['es', 'it', 'pt']
/** Raise it when the same model and sound would give another text. */
const VERSION = 1
/** A line takes about 10 s on a slow machine; loading the model takes as long. */
const SILENCE_MS = 300_000
const PAD_SECONDS = 0.15
/** Whisper hears at most 30 s. */
const MAX_SECONDS = 28

const GIST: Warning = {
  code: 'gist',
  message:
    'Translated by Whisper from the sound, which gives the gist: names, numbers and idioms may be wrong. ' +
    'A chat endpoint, DeepL or Bergamot translates better.',
}

/**
 * Whisper's own translation into English, from the sound of each line: offline and neural, for
 * whoever has no better translator.
 */
export function createWhisperTranslator(options: Omit<WhisperOptions, 'size'> = {}): Translator {
  const host: InferenceHost<WhisperRequest, WhisperAnswers> = createInferenceHost(
    childFile('./whisper-child', import.meta.url),
    { memory: options.memory },
  )
  const missing = () => findMissing(SIZE, options.cacheFolder)
  return {
    name: 'whisper',
    warning: GIST,
    hears: true,
    serves: ({ from, to }) => SOURCES.includes(primaryLanguage(from)) && primaryLanguage(to) === 'en',
    identity: async () => `whisper gist ${VERSION} ${identityOfPacks([packOf(SIZE)])}`,
    missing: async ({ from, to = '' }) =>
      SOURCES.includes(primaryLanguage(from)) && primaryLanguage(to) === 'en'
        ? await missing()
        : unsupportedPair({ from, to }),
    async pairs() {
      return (await missing()) ? [] : SOURCES.map((from) => ({ from, to: ['en'] }))
    },
    async translate(lines, task) {
      return await translateLines(lines, task, await whisperFiles(SIZE, options), host)
    },
    close: () => host.close(),
  }
}

function unsupportedPair({ from, to }: { from: string; to: string }): Failure {
  const message = `Whisper translates from Spanish, Italian and Portuguese into English only, not from ${from} to ${to}.`
  return { code: 'unsupported_language_pair', message }
}

async function translateLines(
  lines: readonly Line[],
  { wav, from, signal, onProgress, onText }: TranslateOptions,
  model: WhisperFiles,
  host: InferenceHost<WhisperRequest, WhisperAnswers>,
): Promise<string[]> {
  if (wav === undefined)
    throw new EngineError('translation_failed', 'Whisper translates the sound, which is missing.')
  const texts: string[] = []
  for (const { text, time } of lines) {
    if (time === undefined || !/\p{L}/u.test(text)) texts.push(text)
    else {
      const span = padded(time)
      const request = { operation: 'translate', wav, span, language: whisperCode(from), model } as const
      const expectedBytes = memoryOfPacks([packOf(SIZE)])
      const run = { signal, silenceMs: SILENCE_MS, group: packOf(SIZE), expectedBytes }
      texts.push((await host.run(request, run)).answer.text.trim())
      onText?.(texts.length - 1, texts.at(-1) ?? '')
    }
    onProgress(texts.length / lines.length)
  }
  return texts
}

function padded({ start, end }: { start: number; end: number }) {
  const first = Math.max(0, start - PAD_SECONDS)
  return { start: first, end: Math.min(end + PAD_SECONDS, first + MAX_SECONDS) }
}
