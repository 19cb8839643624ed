import { join } from 'node:path'
import type { Failure } from 'video-translation-client'
import { EngineError } from '../../../engine-error.ts'
import { installedPack } from '../../../models/installed.ts'
import { childFile, createInferenceHost, type InferenceHost } from '../inference/host.ts'
import { identityOfPacks, missingPacks, packFolder } from '../inference/packs-needed.ts'
import { knows } from '../providers/choose.ts'
import type { DetectOptions, Transcriber } from '../providers/providers.ts'
import { createSpeechHost, type SpeechHost } from '../speech/speech-host.ts'
import { defaultThreads } from '../speech/threads.ts'
import { identifyLanguage } from './identify-language.ts'
import { WHISPER_LANGUAGES } from './languages.ts'
import { recognise, type WhisperModel } from './recognise.ts'
import { findRuntime, installCommand } from './runtime.ts'
import type { TimeSpan } from './time-span.ts'
import type { WhisperAnswers, WhisperFiles, WhisperRequest } from './whisper-protocol.ts'

export interface WhisperOptions {
  /** Folder of the packs. Default: `$VIDEO_TRANSLATION_MODELS`, or the user's cache folder. */
  cacheFolder?: string | undefined
  /** Threads of the recogniser. Default: one for each core, at most four. */
  threads?: number | undefined
  /** Default: the largest that is installed. */
  size?: WhisperSize | undefined
}

export type WhisperSize = 'small' | 'base' | 'tiny'

/** Raise it when the same model and sound would give other cues. */
const VERSION = 1
const SIZES: readonly WhisperSize[] = ['small', 'base', 'tiny']
const DETECTOR_PACK = 'silero-vad'
/** A window takes about 10 s on a slow machine; loading the model takes as long. */
const SILENCE_MS = 300_000
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
    speech: createSpeechHost(),
    whisper: createInferenceHost(childFile('./whisper-child', import.meta.url)),
  }
  const identity = () => identify(options)
  return {
    name: 'whisper',
    languages: WHISPER_LANGUAGES,
    identity,
    async missing({ from }) {
      return knows(WHISPER_LANGUAGES, from) ? await findMissing(options) : unknownLanguage(from)
    },
    detector: {
      identity,
      missing: () => findMissing(options),
      async detect(wav, { signal, onProgress }) {
        const { voice, model } = await openRecording(wav, hosts, options, { signal, onProgress })
        return await identifyLanguage(voice, model.identify)
      },
    },
    async transcribe(wav, { language, signal, onProgress, onWarning }) {
      const onDetect = (fraction: number) => onProgress(fraction * DETECTION_SHARE)
      const onWindow = (fraction: number) => onProgress(DETECTION_SHARE + (1 - DETECTION_SHARE) * fraction)
      try {
        const recording = await openRecording(wav, hosts, options, { signal, onProgress: onDetect })
        return await recognise(recording.voice, recording.model, {
          language,
          onProgress: onWindow,
          onWarning,
        })
      } finally {
        // The voice is loaded next, and Whisper alone may hold several gigabytes.
        hosts.whisper.releaseIfIdle()
      }
    },
    async close() {
      await Promise.all([hosts.speech.close(), hosts.whisper.close()])
    },
  }
}

async function identify(options: WhisperOptions): Promise<string> {
  const packs = [DETECTOR_PACK, packOf(await chooseSize(options))]
  const { version } = (await findRuntime(options.cacheFolder)) ?? {}
  return `whisper ${VERSION} ${identityOfPacks(packs)} transformers@${version ?? 'unknown'}`
}

async function findMissing(options: WhisperOptions): Promise<Failure | undefined> {
  const { cacheFolder } = options
  const packs = await missingPacks([DETECTOR_PACK, packOf(await chooseSize(options))], cacheFolder)
  if (await findRuntime(cacheFolder)) return packs
  const runtime = `Whisper needs transformers.js (475 MB). Run \`${installCommand(cacheFolder)}\`.`
  return packs
    ? { code: packs.code, message: `${packs.message} ${runtime}` }
    : { code: 'missing_program', message: runtime }
}

/** The wanted size, else the largest that is installed, else the one to install. */
async function chooseSize({ size, cacheFolder }: WhisperOptions): Promise<WhisperSize> {
  if (size !== undefined) return size
  for (const candidate of SIZES) if (await installedPack(packOf(candidate), cacheFolder)) return candidate
  return 'small'
}

function packOf(size: WhisperSize): string {
  return `whisper-${size}`
}

function unknownLanguage(from: string): Failure {
  return { code: 'unsupported_language', message: `Whisper does not recognise speech in ${from}.` }
}

async function openRecording(
  wav: string,
  hosts: Hosts,
  options: WhisperOptions,
  { signal, onProgress }: DetectOptions,
): Promise<{ voice: TimeSpan[]; model: WhisperModel }> {
  const detector = join(await packFolder(DETECTOR_PACK, options.cacheFolder), 'silero_vad.onnx')
  const detection = { operation: 'detect', wav, model: detector } as const
  const run = { signal, silenceMs: SILENCE_MS, group: 'whisper' }
  const { answer } = await hosts.speech.run(detection, { ...run, onProgress })
  const { sampleRate, speech } = answer
  const voice = speech.map(({ first, end }) => ({ start: first / sampleRate, end: end / sampleRate }))
  const model = await filesOf(options)
  return {
    voice,
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

async function filesOf(options: WhisperOptions): Promise<WhisperFiles> {
  const runtime = await findRuntime(options.cacheFolder)
  const failure = runtime === undefined ? await findMissing(options) : undefined
  if (failure) throw new EngineError(failure.code, failure.message)
  return {
    runtime: runtime?.file ?? '',
    folder: await packFolder(packOf(await chooseSize(options)), options.cacheFolder),
    threads: options.threads ?? defaultThreads(),
  }
}
