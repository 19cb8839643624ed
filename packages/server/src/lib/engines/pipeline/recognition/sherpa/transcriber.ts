import type { Failure } from 'video-translation-client'
import { installedPack } from '../../../../models/installed.ts'
import type { RunOptions } from '../../inference/host.ts'
import { identityOfPacks, memoryOfPacks, missingPacks, packFolder } from '../../inference/packs-needed.ts'
import { knows } from '../../providers/choose.ts'
import type { Cue } from '../../providers/cue.ts'
import type { TranscribeOptions, Transcriber } from '../../providers/providers.ts'
import { createSpeechHost, type SpeechHost } from '../../speech/speech-host.ts'
import type { RecogniserModel } from '../../speech/speech-messages.ts'
import { defaultThreads } from '../../speech/threads.ts'
import { DETECTOR_PACK, findVoice } from '../voice.ts'
import { writeDown } from '../write-down.ts'
import type { Window } from '../windows.ts'
import { heardWords } from './heard-words.ts'
import type { SherpaModel } from './models.ts'
import type { ThreadedModelOptions } from '../../inference/model-options.ts'

export interface SherpaOptions extends ThreadedModelOptions {
  /** Processes that run the models. Default: new ones, for as many windows. */
  host?: SpeechHost
}

/** Raise it when the same model and sound would give other cues. */
const VERSION = 5
/** Sound of a recording. */
const SAMPLE_RATE = 16_000
const SILENCE_MS = 120_000
/** Share of the progress: voice detection is several times as fast as recognition. */
const DETECTION_SHARE = 0.1

/** Recognises speech on this machine: Silero detects the voice, and the model writes it down. */
export function createSherpaTranscriber(model: SherpaModel, options: SherpaOptions = {}): Transcriber {
  const { cacheFolder, threads = defaultThreads(), memory } = options
  const host = options.host ?? createSpeechHost({ concurrency: threads, memory })
  const { name, languages, isAdvised = false } = model
  const packs = async () => [DETECTOR_PACK, await choosePack(model, cacheFolder)]
  return {
    name,
    languages,
    isAdvised,
    identity: async () => `${name} ${VERSION} ${identityOfPacks(await packs())}`,
    async missing({ from }) {
      return knows(languages, from) ? await missingPacks(await packs(), cacheFolder) : refuse(name, from)
    },
    async transcribe(wav, transcribeOptions) {
      return await transcribe(wav, model, { ...transcribeOptions, ...options, host })
    },
    async warmUp({ from: language, signal }) {
      const recogniser = await recogniserOf(model, { ...options, language })
      const run = await runOf(model, { ...options, signal })
      return await host.warmUp({ operation: 'load', recogniser }, run)
    },
    close: () => host.close(),
  }
}

/** The first pack that is installed, else the one to install. */
async function choosePack({ packs }: SherpaModel, cacheFolder: string | undefined): Promise<string> {
  for (const pack of packs) if (await installedPack(pack, cacheFolder)) return pack
  return packs.find((pack) => pack.endsWith('-small')) ?? packs[0] ?? ''
}

function refuse(name: string, from: string): Failure {
  const message = `The recogniser ${name} does not know ${from}. Add one that does to \`pipeline.transcribers\`.`
  return { code: 'unsupported_language', message }
}

async function transcribe(
  wav: string,
  model: SherpaModel,
  options: TranscribeOptions & SherpaOptions & { host: SpeechHost },
): Promise<Cue[]> {
  const { host, language, onProgress, onWarning } = options
  const run = await runOf(model, options)
  const onDetect = (fraction: number) => onProgress(fraction * DETECTION_SHARE)
  const found = await findVoice(wav, host, options.cacheFolder, { ...run, onProgress: onDetect })
  const recogniser = await recogniserOf(model, options)
  return await writeDown(
    model.divide(found.voice),
    async (window) => {
      const request = { operation: 'recognise', wav, ...samplesOf(window), model: recogniser } as const
      return heardWords((await host.run(request, run)).answer, window, language)
    },
    {
      language,
      dips: found.dips,
      changes: found.changes,
      turns: options.turns ?? found.turns,
      // Two windows at once, on one thread each, need less time than in turn on two threads.
      parallel: options.threads ?? defaultThreads(),
      onWarning,
      onProgress: (fraction) => onProgress(DETECTION_SHARE + (1 - DETECTION_SHARE) * fraction),
    },
  )
}

async function runOf(
  model: SherpaModel,
  { cacheFolder, signal }: SherpaOptions & Pick<TranscribeOptions, 'signal'>,
): Promise<RunOptions> {
  const expectedBytes = memoryOfPacks([await choosePack(model, cacheFolder)])
  return { signal, silenceMs: SILENCE_MS, group: model.name, expectedBytes }
}

async function recogniserOf(
  model: SherpaModel,
  { cacheFolder, language }: SherpaOptions & { language: string },
): Promise<RecogniserModel> {
  const folder = await packFolder(await choosePack(model, cacheFolder), cacheFolder)
  return { kind: model.kind, folder, language: model.codeOf(language), threads: 1 }
}

function samplesOf({ span }: Window): { firstSample: number; samples: number } {
  const firstSample = Math.round(span.start * SAMPLE_RATE)
  return { firstSample, samples: Math.round(span.end * SAMPLE_RATE) - firstSample }
}
