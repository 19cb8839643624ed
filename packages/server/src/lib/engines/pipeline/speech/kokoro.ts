import { join } from 'node:path'
import { kokoroVoices } from '../../../models/kokoro-format.ts'
import { installedPack } from '../../../models/installed.ts'
import { EngineError } from '../../../engine-error.ts'
import type { SpeakOptions, Speech, Synthesizer } from '../providers/providers.ts'
import { createInferenceHost } from './inference-host.ts'
import type { VoiceModel } from './inference-protocol.ts'
import { primaryLanguage } from '../../../media/languages.ts'
import { identityOfPacks, missingPacks, packFolder } from './packs-needed.ts'
import { isSpeakable } from './speakable.ts'
import { defaultThreads } from './threads.ts'

export interface KokoroOptions {
  /** Where packs are kept; by default `$VIDEO_TRANSLATION_MODELS` or the user's cache folder. */
  cacheFolder?: string | undefined
  /** `auto`, the default, takes the full precision where its pack is installed: it is faster, on more memory. */
  variant?: 'quantised' | 'full' | 'auto' | undefined
  /** How many cues are spoken at once, each by one thread; by default one for each core, at most four. */
  threads?: number | undefined
}

const version = 1
// Beyond this the model drops whole sounds at once: it counts in frames, and a sound of two becomes one of one.
const maxSpeed = 1.2
// Rates as they are heard, and what has to be asked of the model for them: it rounds durations, mostly up. Measured.
const heardAndAsked: readonly (readonly [number, number])[] = [
  [1, 1],
  [1.05, 1.1],
  [1.08, 1.15],
  [1.11, 1.2],
  [1.16, 1.25],
  [1.215, 1.3],
]

// The voice of each language, and the language's name in espeak-ng, which tells Kokoro how words are pronounced.
const voices: Record<string, { voice: (typeof kokoroVoices)[number]; pronunciation: string }> = {
  es: { voice: 'ef_dora', pronunciation: 'es' },
  en: { voice: 'af_heart', pronunciation: 'en-us' },
  fr: { voice: 'ff_siwis', pronunciation: 'fr' },
  it: { voice: 'if_sara', pronunciation: 'it' },
  pt: { voice: 'pf_dora', pronunciation: 'pt-br' },
  hi: { voice: 'hf_alpha', pronunciation: 'hi' },
}

/**
 * Speaks with Kokoro 82M on this machine, one voice a language: Spanish Dora, English Heart, French Siwis, Italian Sara,
 * Portuguese (Brazil) Dora, Hindi Alpha.
 */
export function createKokoroSynthesizer(options: KokoroOptions = {}): Synthesizer {
  const { cacheFolder } = options
  // Two cues on a thread each take two thirds of the time of one after the other on two threads.
  const parallel = options.threads ?? defaultThreads()
  const host = createInferenceHost({ width: parallel })
  return {
    name: 'kokoro',
    parallel,
    languages: Object.keys(voices),
    maxSpeed,
    identity: async () => `kokoro ${version} ${identityOfPacks(await packsOf(options))}`,
    async missing({ to = '' }) {
      if (voices[primaryLanguage(to)] === undefined) return unknownLanguage(to)
      return missingPacks(await packsOf(options), cacheFolder)
    },
    async speak(text, speakOptions) {
      if (!isSpeakable(text)) throw new EngineError('nothing_to_speak', 'The text has no letters or digits')
      const voice = await voiceModel(speakOptions.language, options)
      const { path, signal } = speakOptions
      const request = { operation: 'speak', text, path, speed: askedSpeed(speakOptions), voice } as const
      const group = `${voice.model} ${voice.language}`
      const { answer, retries } = await host.run(request, { signal, silenceMs: silenceMs(text), group })
      return { ...answer, retries } satisfies Speech
    },
    close: () => host.close(),
  }
}

function unknownLanguage(to: string) {
  const known = Object.keys(voices).join(', ')
  const cure = 'for others install espeak-ng (on Debian or Ubuntu: `apt-get install espeak-ng`)'
  return {
    code: 'unsupported_language',
    message: `There is no voice for ${to}: Kokoro speaks ${known}; ${cure}`,
  }
}

async function packsOf({ variant = 'auto', cacheFolder }: KokoroOptions): Promise<string[]> {
  const full =
    variant === 'full' ||
    (variant === 'auto' && (await installedPack('kokoro-full', cacheFolder)) !== undefined)
  return ['kokoro', 'espeak-ng-data', ...(full ? ['kokoro-full'] : [])]
}

async function voiceModel(tag: string, options: KokoroOptions): Promise<VoiceModel> {
  const language = voices[primaryLanguage(tag)]
  if (language === undefined) throw new EngineError('unsupported_language', unknownLanguage(tag).message)
  const folders = await Promise.all(
    (await packsOf(options)).map((name) => packFolder(name, options.cacheFolder)),
  )
  const [base = '', pronunciation = '', full = base] = folders
  return {
    model: join(full, 'model.onnx'),
    voices: join(base, 'voices.bin'),
    tokens: join(base, 'tokens.txt'),
    pronunciation,
    language: language.pronunciation,
    speaker: kokoroVoices.indexOf(language.voice),
    threads: 1,
  }
}

/** The model's own number for a rate, between the measured ones. */
function askedSpeed({ speed }: SpeakOptions): number {
  const wanted = Math.min(maxSpeed, Math.max(1, speed))
  const above = heardAndAsked.findIndex(([heard]) => heard >= wanted)
  const [high, askedHigh] = heardAndAsked[above] ?? [1, 1]
  const [low, askedLow] = heardAndAsked[above - 1] ?? [1, 1]
  return high === low ? askedHigh : askedLow + ((askedHigh - askedLow) * (wanted - low)) / (high - low)
}

/** Generous: on a slow and busy machine a character of speech takes less than half a second. */
function silenceMs(text: string): number {
  return 60_000 + text.length * 500
}
