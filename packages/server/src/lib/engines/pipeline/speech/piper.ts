import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../../../engine-error.ts'
import { primaryLanguage } from '../../../media/languages.ts'
import { installedPack } from '../../../models/installed.ts'
import type { PiperSettings } from '../../../models/piper-format.ts'
import { bestPiperVoices, piperPackName, type PiperVoice, piperVoices } from '../../../models/piper.ts'
import { identityOfPacks, memoryOfPacks, missingPacks, packFolder } from '../inference/packs-needed.ts'
import type { Speech, Synthesizer, Voice } from '../providers/providers.ts'
import { findPronunciation } from './pronunciation.ts'
import { isSpeakable } from './speakable.ts'
import { createVoiceHosts } from './voice-hosts.ts'
import type { PiperModel } from './speech-messages.ts'
import { defaultThreads } from './threads.ts'
import type { ThreadedModelOptions } from '../inference/model-options.ts'

/** Raise it when the same model and text would sound different. */
const VERSION = 1
const DATA_PACK = 'espeak-ng-data'
const MAX_SPEED = 1.3
/** Generous, as a machine that is overloaded takes minutes for what takes seconds. */
const SILENCE_MS = 300_000

/**
 * Speaks with the Piper voices that are installed as packs. They are plainer than Kokoro's, and
 * there are some for 40 languages.
 */
export function createPiperSynthesizer(options: ThreadedModelOptions = {}): Synthesizer {
  const { cacheFolder } = options
  const parallel = options.threads ?? defaultThreads()
  const hosts = createVoiceHosts(parallel, options.memory)
  return {
    name: 'piper',
    isFree: true,
    parallel,
    languages: [...new Set(piperVoices().map(({ language }) => primaryLanguage(language)))],
    maxSpeed: MAX_SPEED,
    isOptional: true,
    identity: async () =>
      `piper ${VERSION} ${identityOfPacks([DATA_PACK, ...(await installed(cacheFolder))])}`,
    async missing({ to = '', voice }) {
      const chosen = await findVoice(to, voice, cacheFolder)
      if (chosen === undefined) return unknownLanguage(to)
      return (
        (await missingPacks([piperPackName(chosen.id), DATA_PACK], cacheFolder)) ??
        (await findMissingDictionary(chosen, cacheFolder))
      )
    },
    voices: () => Promise.all(piperVoices().map((voice) => describe(voice, cacheFolder))),
    async speak(text, speakOptions) {
      const { language, voice, path, signal, speed } = speakOptions
      if (!isSpeakable(text)) throw new EngineError('nothing_to_speak', 'The text has no letters or digits.')
      const { host, threads } = hosts.for(speakOptions)
      const { model, lengthScale, expectedBytes } = await loadVoice(
        { language, voice },
        { ...options, threads },
      )
      // A speed takes the place of the voice's own pace, so it has to include that.
      const request = { operation: 'speak', text, path, speed: speed / lengthScale, voice: model } as const
      const { answer, retries } = await host.run(request, {
        signal,
        silenceMs: SILENCE_MS + text.length * 500,
        group: model.model,
        expectedBytes,
      })
      return { ...answer, retries } satisfies Speech
    },
    async warmUp({ to: language = '', voice, signal }) {
      const { host, threads } = hosts.patient
      const { model, expectedBytes } = await loadVoice({ language, voice }, { ...options, threads })
      const run = { signal, silenceMs: SILENCE_MS, group: model.model, expectedBytes }
      return await host.warmUp({ operation: 'load', voice: model }, run)
    },
    close: hosts.close,
  }
}

/** Which voice is the default depends on what is installed. */
async function installed(cacheFolder: string | undefined): Promise<string[]> {
  const all = await Promise.all(piperVoices().map((voice) => describe(voice, cacheFolder)))
  return all.flatMap(({ ready, pack }) => (ready && pack !== undefined ? [pack] : []))
}

/** The voice with this name, else the best of the language, an installed one if there is one. */
async function findVoice(
  to: string,
  name: string | undefined,
  cacheFolder: string | undefined,
): Promise<PiperVoice | undefined> {
  if (name !== undefined) return piperVoices().find(({ id }) => id === name)
  const able = bestPiperVoices((language) => primaryLanguage(language) === primaryLanguage(to))
  const sameRegion = able.filter(({ language }) => language.toLowerCase() === to.toLowerCase())
  const ordered = [...new Set([...sameRegion, ...able])]
  for (const voice of ordered) if (await isInstalled(voice, cacheFolder)) return voice
  return ordered[0]
}

async function isInstalled({ id }: PiperVoice, cacheFolder?: string): Promise<boolean> {
  return (await installedPack(piperPackName(id), cacheFolder)) !== undefined
}

async function describe(voice: PiperVoice, cacheFolder?: string): Promise<Voice> {
  const { id, language, sex, licence } = voice
  const [, title = id] = id.split('-')
  return {
    name: id,
    title: title.charAt(0).toUpperCase() + title.slice(1),
    language,
    ...(sex && { sex }),
    licence,
    ready: await isInstalled(voice, cacheFolder),
    pack: piperPackName(id),
  }
}

async function findMissingDictionary(voice: PiperVoice, cacheFolder?: string) {
  const folder = await packFolder(piperPackName(voice.id), cacheFolder)
  const { pronunciation } = await readSettings(folder)
  const data = await findPronunciation(pronunciation, [await packFolder(DATA_PACK, cacheFolder)])
  if (data !== undefined) return undefined
  const message =
    `The voice ${voice.id} needs espeak-ng's dictionary for \`${pronunciation}\`, which the pack ${DATA_PACK} lacks. ` +
    'Install espeak-ng, whose data is used then (on Debian or Ubuntu: `apt-get install espeak-ng`).'
  return { code: 'missing_dictionary', message }
}

async function loadVoice(
  { language, voice: name }: { language: string; voice: string | undefined },
  { cacheFolder, threads }: ThreadedModelOptions & { threads: number },
): Promise<{ model: PiperModel; lengthScale: number; expectedBytes: number }> {
  const voice = await findVoice(language, name, cacheFolder)
  if (voice === undefined) throw new EngineError('unsupported_language', unknownLanguage(language).message)
  const folder = await packFolder(piperPackName(voice.id), cacheFolder)
  const missing = await findMissingDictionary(voice, cacheFolder)
  if (missing) throw new EngineError(missing.code, missing.message)
  const { pronunciation, noiseScale, noiseScaleW, lengthScale } = await readSettings(folder)
  const data = await findPronunciation(pronunciation, [await packFolder(DATA_PACK, cacheFolder)])
  const model: PiperModel = {
    kind: 'piper',
    model: join(folder, 'model.onnx'),
    tokens: join(folder, 'tokens.txt'),
    pronunciation: data ?? '',
    noiseScale,
    noiseScaleW,
    threads,
  }
  return { model, lengthScale, expectedBytes: memoryOfPacks([piperPackName(voice.id)]) }
}

async function readSettings(folder: string): Promise<PiperSettings> {
  return JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8')) as PiperSettings
}

function unknownLanguage(to: string) {
  return { code: 'unsupported_language', message: `There is no Piper voice for ${to}.` }
}
