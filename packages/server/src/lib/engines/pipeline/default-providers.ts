import type { Providers } from './choose.ts'
import type { PipelineOptions } from './engine.ts'
import { createEspeakSynthesizer } from './speech/espeak.ts'
import { createKokoroSynthesizer } from './speech/kokoro.ts'
import { createMoonshineTranscriber } from './speech/moonshine.ts'
import { createApertiumTranslator } from './translators/apertium.ts'
import { chatOptionsFrom, createChatTranslator } from './translators/chat.ts'

/** What works on this machine, and the chat endpoint where one is configured. */
export async function defaultProviders(options: PipelineOptions): Promise<Providers> {
  const { cacheFolder, threads, voice: variant } = options
  const chat = options.chat ?? chatOptionsFrom(process.env)
  return {
    transcribers: options.transcribers ?? [createMoonshineTranscriber({ cacheFolder, threads })],
    translators: options.translators ?? [
      ...(chat ? [createChatTranslator(chat)] : []),
      createApertiumTranslator(),
    ],
    synthesizers: options.synthesizers ?? [
      createKokoroSynthesizer({ cacheFolder, threads, variant }),
      await createEspeakSynthesizer(),
    ],
  }
}
