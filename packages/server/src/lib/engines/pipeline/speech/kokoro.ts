import { totalmem } from 'node:os'
import { join } from 'node:path'
import { EngineError } from '../../../engine-error.ts'
import { bytesOf, installedPack } from '../../../models/installed.ts'
import type { SpeakOptions, Speech, Synthesizer } from '../providers/providers.ts'
import { createVoiceHosts } from './voice-hosts.ts'
import { findKokoroVoice, KOKORO_LANGUAGES, kokoroVoices } from './kokoro-voices.ts'
import type { KokoroModel } from './speech-messages.ts'
import type { RunOptions } from '../inference/host.ts'
import { identityOfPacks, memoryOfPacks, missingPacks, packFolder } from '../inference/packs-needed.ts'
import { isSpeakable } from './speakable.ts'
import { defaultThreads } from './threads.ts'
import type { ThreadedModelOptions } from '../inference/model-options.ts'

export interface KokoroOptions extends ThreadedModelOptions {
  /**
   * Default: `auto`, which chooses full precision if its pack is installed and the machine has
   * 3 GiB of memory. It sounds a little finer.
   */
  variant?: 'quantised' | 'full' | 'auto' | undefined
}

const FULL = 'kokoro-full'
/** The model with less to do for lines that somebody waits for. */
const URGENT = 'urgent.onnx'
/** Raise it when the same model and text would sound different. */
const VERSION = 1
/** At a higher speed the model drops whole sounds, because it counts in frames. */
const MAX_SPEED = 1.2
/** Seconds of work for a second of the source, on two cores. */
const PACE = 0.2
/** Measured pairs of audible speed and model parameter. The model rounds durations, mostly up. */
const SPEED_TABLE: readonly (readonly [audible: number, parameter: number])[] = [
  [1, 1],
  [1.05, 1.1],
  [1.08, 1.15],
  [1.11, 1.2],
  [1.16, 1.25],
  [1.215, 1.3],
]

/**
 * Speaks with Kokoro 82M on this machine: 41 voices for Spanish, English, French, Italian,
 * Portuguese (Brazil) and Hindi.
 */
export function createKokoroSynthesizer(options: KokoroOptions = {}): Synthesizer {
  const { cacheFolder } = options
  // Two cues at once on one thread each need a third less time than in turn on two threads.
  const parallel = options.threads ?? defaultThreads()
  const hosts = createVoiceHosts(parallel, options.memory)
  return {
    name: 'kokoro',
    isFree: true,
    parallel,
    languages: KOKORO_LANGUAGES,
    maxSpeed: MAX_SPEED,
    // The same for an urgent line, so that the result has what somebody heard and applied.
    async identity() {
      const packs = await packsOf(options)
      const form = (await hasUrgentModel(packs, options)) ? ' fused' : ''
      return `kokoro ${VERSION} ${identityOfPacks(packs)}${form}`
    },
    pace: async () => PACE,
    async missing({ to = '' }) {
      if (findKokoroVoice(to) === undefined) return unknownLanguage(to)
      return missingPacks(await packsOf(options), cacheFolder)
    },
    voices: async () => kokoroVoices((await missingPacks(await packsOf(options), cacheFolder)) === undefined),
    async speak(text, speakOptions) {
      if (!isSpeakable(text)) throw new EngineError('nothing_to_speak', 'The text has no letters or digits.')
      const { path, signal } = speakOptions
      const { host, threads } = hosts.for(speakOptions)
      const voice = { ...(await voiceModel(speakOptions, options)), threads }
      const request = { operation: 'speak', text, path, speed: speedParameter(speakOptions), voice } as const
      const run = { signal, silenceMs: silenceMs(text), ...(await placeOf(voice, options)) }
      const { answer, retries } = await host.run(request, run)
      return { ...answer, retries } satisfies Speech
    },
    async warmUp({ to: language = '', voice: name, signal }) {
      const { host, threads } = hosts.patient
      const voice = { ...(await voiceModel({ language, voice: name }, options)), threads }
      const run = { signal, silenceMs: LOAD_SILENCE_MS, ...(await placeOf(voice, options)) }
      return await host.warmUp({ operation: 'load', voice }, run)
    },
    close: hosts.close,
  }
}

function unknownLanguage(to: string) {
  const known = KOKORO_LANGUAGES.join(', ')
  return {
    code: 'unsupported_language',
    message:
      `There is no voice for ${to}. Kokoro speaks ${known}; for other languages install espeak-ng ` +
      '(on Debian or Ubuntu: `apt-get install espeak-ng`).',
  }
}

/** The whole server with the full model takes 2 GB, and the system wants some. */
const FULL_NEEDS_BYTES = 3 * 2 ** 30

async function packsOf({ variant = 'auto', cacheFolder }: KokoroOptions): Promise<string[]> {
  const full =
    variant === 'full' ||
    (variant === 'auto' &&
      totalmem() >= FULL_NEEDS_BYTES &&
      (await installedPack(FULL, cacheFolder)) !== undefined)
  return ['kokoro', 'espeak-ng-data', ...(full ? [FULL] : [])]
}

/** Generous: a model takes two seconds to load, and far longer on a machine that is overloaded. */
const LOAD_SILENCE_MS = 300_000

/** Where the model is in memory. The variants are told apart by their files. */
async function placeOf(
  { model, language }: Pick<KokoroModel, 'model' | 'language'>,
  options: KokoroOptions,
): Promise<Pick<RunOptions, 'group' | 'expectedBytes'>> {
  const pack = (await packsOf(options)).includes(FULL) ? FULL : 'kokoro'
  return { group: `${model} ${language}`, expectedBytes: memoryOfPacks([pack]) }
}

type ModelNeed = Pick<SpeakOptions, 'language' | 'isUrgent'> & { voice?: string | undefined }

async function voiceModel(
  { language: tag, voice: name, isUrgent = false }: ModelNeed,
  options: KokoroOptions,
): Promise<Omit<KokoroModel, 'threads'>> {
  const voice = findKokoroVoice(tag, name)
  if (voice === undefined) throw new EngineError('unsupported_language', unknownLanguage(tag).message)
  const packs = await packsOf(options)
  const folders = await Promise.all(packs.map((name) => packFolder(name, options.cacheFolder)))
  const file = isUrgent && (await hasUrgentModel(packs, options)) ? URGENT : 'model.onnx'
  const [base = '', pronunciation = '', full = base] = folders
  return {
    kind: 'kokoro',
    model: join(full, file),
    voices: join(base, 'voices.bin'),
    tokens: join(base, 'tokens.txt'),
    pronunciation,
    language: voice.pronunciation,
    speaker: voice.speaker,
  }
}

/** A pack that was installed before there were two models has one, which takes longer. */
async function hasUrgentModel(packs: readonly string[], { cacheFolder }: KokoroOptions): Promise<boolean> {
  const folder = await installedPack(packs.includes(FULL) ? FULL : 'kokoro', cacheFolder)
  return folder !== undefined && (await bytesOf(join(folder, URGENT))) !== undefined
}

/** The model parameter for a speed, interpolated between the measured ones. */
function speedParameter({ speed }: SpeakOptions): number {
  const wanted = Math.min(MAX_SPEED, Math.max(1, speed))
  const above = SPEED_TABLE.findIndex(([audible]) => audible >= wanted)
  const [high, highParameter] = SPEED_TABLE[above] ?? [1, 1]
  const [low, lowParameter] = SPEED_TABLE[above - 1] ?? [1, 1]
  if (high === low) return highParameter
  return lowParameter + ((highParameter - lowParameter) * (wanted - low)) / (high - low)
}

/** Generous: beside ten other processes a line of five seconds has taken more than a minute. */
function silenceMs(text: string): number {
  return LOAD_SILENCE_MS + text.length * 500
}
