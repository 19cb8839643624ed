import type { Failure } from 'video-translation-client'
import { childFile, createInferenceHost, type InferenceHost } from '../inference/host.ts'
import { identityOfPacks, memoryOfPacks } from '../inference/packs-needed.ts'
import { knows } from '../providers/choose.ts'
import type { DetectOptions, LanguageDetector, Transcriber } from '../providers/providers.ts'
import { DETECTOR_PACK, findVoice, type FoundVoice } from '../recognition/voice.ts'
import { createSpeechHost, type SpeechHost } from '../speech/speech-host.ts'
import { identifyLanguage } from './identify-language.ts'
import { WHISPER_LANGUAGES } from './languages.ts'
import { recognise, type WhisperModel } from './recognise.ts'
import { whisperFiles } from './files.ts'
import { findRuntime } from './runtime.ts'
import {
  chooseSize,
  findMissing,
  packOf,
  SIZES_TO_COMPARE,
  SIZES_TO_DETECT,
  SIZES_TO_RECOGNISE,
  type WhisperSize,
} from './sizes.ts'
import type { WhisperAnswers, WhisperRequest } from './whisper-messages.ts'
import type { ThreadedModelOptions } from '../inference/model-options.ts'

export interface WhisperOptions extends ThreadedModelOptions {
  /** Default: the largest that is installed. */
  size?: WhisperSize | undefined
}

/** Raise it when the same model and sound would give other cues. */
const VERSION = 5
/** A window takes about 10 s on a slow machine, and minutes on one that is overloaded. */
const SILENCE_MS = 600_000
/** Measured on two cores: small took 0.46 to 1.0, base 0.32 to 0.36. */
const PACES: Record<WhisperSize, number> = { small: 0.7, base: 0.35, tiny: 0.2 }
/** Share of the progress: voice detection is many times as fast as recognition. */
const DETECTION_SHARE = 0.05

interface Hosts {
  speech: SpeechHost
  whisper: InferenceHost<WhisperRequest, WhisperAnswers>
}

/**
 * Recognises 99 languages on this machine, and finds out which one is spoken. Silero detects the
 * voice and Whisper writes it down, in a process that loads the user's own transformers.js.
 */
export function createWhisperTranscriber(options: WhisperOptions = {}): Transcriber {
  const hosts: Hosts = {
    speech: createSpeechHost({ memory: options.memory }),
    whisper: createInferenceHost(childFile('./whisper-child', import.meta.url), { memory: options.memory }),
  }
  const sizeFor = async (sizes: readonly WhisperSize[]) =>
    options.size ?? (await chooseSize(sizes, options.cacheFolder))
  const recogniserSize = () => sizeFor(SIZES_TO_RECOGNISE)
  return {
    name: 'whisper',
    languages: WHISPER_LANGUAGES,
    comparesLanguage: true,
    // Its files come from the npm registry, as this package does.
    isAdvised: true,
    identity: async () => identify(await recogniserSize(), options),
    pace: async () => PACES[await recogniserSize()],
    async missing({ from }) {
      if (!knows(WHISPER_LANGUAGES, from)) return unknownLanguage(from)
      return await findMissing(await recogniserSize(), options.cacheFolder)
    },
    detector: createDetector(() => sizeFor(SIZES_TO_DETECT), hosts, options),
    quickDetector: createDetector(() => sizeToCompare(options), hosts, options),
    async transcribe(wav, { signal, onProgress, ...task }) {
      const onDetect = (fraction: number) => onProgress(fraction * DETECTION_SHARE)
      const onWindow = (fraction: number) => onProgress(DETECTION_SHARE + (1 - DETECTION_SHARE) * fraction)
      const size = await recogniserSize()
      const recording = await openRecording(wav, { hosts, options, size, signal, onProgress: onDetect })
      const { voice, changes, turns, model } = recording
      return await recognise(voice, model, {
        ...task,
        turns: task.turns ?? turns,
        changes,
        onProgress: onWindow,
      })
    },
    async close() {
      await Promise.all([hosts.speech.close(), hosts.whisper.close()])
    },
  }
}

/** A size that is not installed makes the quick detector unavailable. */
async function sizeToCompare({ cacheFolder }: WhisperOptions): Promise<WhisperSize> {
  const size = await chooseSize(SIZES_TO_COMPARE, cacheFolder)
  return SIZES_TO_COMPARE.includes(size) ? size : 'base'
}

function createDetector(
  chooseOwnSize: () => Promise<WhisperSize>,
  hosts: Hosts,
  options: WhisperOptions,
): LanguageDetector {
  return {
    identity: async () => identify(await chooseOwnSize(), options),
    missing: async () => await findMissing(await chooseOwnSize(), options.cacheFolder),
    async detect(wav, run) {
      const size = await chooseOwnSize()
      const { voice, model } = await openRecording(wav, { hosts, options, size, ...run })
      return await identifyLanguage(voice, model.identify)
    },
  }
}

async function identify(size: WhisperSize, options: WhisperOptions): Promise<string> {
  const packs = [DETECTOR_PACK, packOf(size)]
  const { version } = (await findRuntime(options.cacheFolder)) ?? {}
  return `whisper ${VERSION} ${identityOfPacks(packs)} transformers@${version ?? 'unknown'}`
}

function unknownLanguage(from: string): Failure {
  return { code: 'unsupported_language', message: `Whisper does not recognise speech in ${from}.` }
}

interface RecordingOptions extends DetectOptions {
  hosts: Hosts
  options: WhisperOptions
  size: WhisperSize
}

async function openRecording(
  wav: string,
  { hosts, options, size, signal, onProgress }: RecordingOptions,
): Promise<FoundVoice & { model: WhisperModel }> {
  const pack = packOf(size)
  const run = { signal, silenceMs: SILENCE_MS, group: pack, expectedBytes: memoryOfPacks([pack]) }
  const expectedBytes = memoryOfPacks([DETECTOR_PACK])
  const detection = { signal, silenceMs: SILENCE_MS, group: DETECTOR_PACK, expectedBytes, onProgress }
  const found = await findVoice(wav, hosts.speech, options.cacheFolder, detection)
  const model = await whisperFiles(size, options)
  return {
    ...found,
    model: {
      async identify(spans) {
        return (await hosts.whisper.run({ operation: 'identify', wav, spans, model }, run)).answer
      },
      async listen(span, language) {
        const request = { operation: 'listen', wav, span, language, model } as const
        return (await hosts.whisper.run(request, run)).answer.words
      },
    },
  }
}
