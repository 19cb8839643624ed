import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EngineError } from '../../engine-error.ts'
import { convertClips } from '../../media/convert-clips.ts'
import { writeDubTrack } from '../../media/dub-track.ts'
import { primaryLanguage } from '../../media/languages.ts'
import { speaks } from './providers/choose-voice.ts'
import type { Synthesizer } from './providers/providers.ts'
import { defaultSynthesizers } from './settings.ts'
import { atOneRate } from './speech/one-rate.ts'

/** What `recordVoices` records, and where. */
export interface RecordVoicesOptions {
  /** BCP 47 tag. */
  language: string
  /** The WAV to write. */
  path: string
  signal: AbortSignal
  /** Called before a voice speaks. */
  onVoice?: (name: string) => void
  /** Default: all that this machine has. */
  synthesizers?: Synthesizer[]
}

/** What a voice says, and where in the WAV. */
export interface RecordedVoice {
  name: string
  /** Seconds from the start. */
  start: number
  text: string
}

const PAUSE_SECONDS = 0.8
const SAMPLE_RATE = 24_000

/** What a voice says to introduce itself, by language; else the name of the language in itself. */
const SENTENCES: Readonly<Record<string, (title: string) => string>> = {
  es: (title) => `Hola, me llamo ${title}. Así suena mi voz cuando leo una frase.`,
  en: (title) => `Hello, my name is ${title}. This is how I sound when I read a sentence.`,
  fr: (title) => `Bonjour, je m’appelle ${title}. Voici ma voix quand je lis une phrase.`,
  it: (title) => `Ciao, mi chiamo ${title}. Questa è la mia voce quando leggo una frase.`,
  pt: (title) => `Olá, eu me chamo ${title}. É assim que soa a minha voz quando leio uma frase.`,
  de: (title) => `Hallo, ich heiße ${title}. So klingt meine Stimme, wenn ich einen Satz lese.`,
  hi: (title) => `नमस्ते, मेरा नाम ${title} है। मेरी आवाज़ ऐसी सुनाई देती है।`,
}

/**
 * Lets each voice of a language that is installed on this machine say a sentence, in one WAV.
 * @throws EngineError `unsupported_language` if there is none
 */
export async function recordVoices(options: RecordVoicesOptions): Promise<RecordedVoice[]> {
  const synthesizers = options.synthesizers ?? (await defaultSynthesizers({}))
  const folder = await mkdtemp(join(tmpdir(), 'voices-'))
  try {
    return await record(synthesizers, folder, options)
  } finally {
    await Promise.all(synthesizers.map((synthesizer) => synthesizer.close?.()))
    await rm(folder, { recursive: true, force: true })
  }
}

async function record(
  synthesizers: readonly Synthesizer[],
  folder: string,
  { language, path, signal, onVoice }: RecordVoicesOptions,
): Promise<RecordedVoice[]> {
  const clips: (RecordedVoice & { id: number; path: string })[] = []
  let start = 0
  for (const synthesizer of synthesizers) {
    const voices = (await synthesizer.voices?.()) ?? []
    for (const voice of voices.filter((one) => one.ready && speaks(one, language))) {
      onVoice?.(voice.name)
      const text = sentenceFor(language, voice.title)
      const clip = join(folder, `${clips.length}.wav`)
      const options = { language, voice: voice.name, speed: 1, path: clip, signal }
      const { seconds } = await synthesizer.speak(text, options)
      clips.push({ id: clips.length, name: voice.name, start, text, path: clip })
      start += seconds + PAUSE_SECONDS
    }
  }
  if (clips.length === 0)
    throw new EngineError('unsupported_language', `No voice for ${language} is installed on this machine.`)
  const alike = await atOneRate(clips, { folder, convert: convertClips, signal, rate: SAMPLE_RATE })
  await writeDubTrack(alike, start, path, signal)
  return clips.map(({ name, start, text }) => ({ name, start, text }))
}

function sentenceFor(language: string, title: string): string {
  const sentence = SENTENCES[primaryLanguage(language)]
  return sentence?.(title) ?? new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? title
}
