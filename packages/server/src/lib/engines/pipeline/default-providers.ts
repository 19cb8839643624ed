import type { Providers } from './choose.ts'
import type { PipelineOptions } from './engine.ts'
import type { Translator } from './providers.ts'
import { createEspeakSynthesizer } from './speech/espeak.ts'
import { createKokoroSynthesizer } from './speech/kokoro.ts'
import { createMoonshineTranscriber } from './speech/moonshine.ts'
import { createApertiumTranslator } from './translators/apertium.ts'
import { chatOptionsFrom, createChatTranslator } from './translators/chat.ts'

/**
 * The chat endpoint where one is configured, then Apertium.
 * @throws TypeError where the endpoint is configured by halves.
 */
export function defaultTranslators(options: PipelineOptions): Translator[] {
  const chat = options.chat ?? chatOptionsFrom(process.env)
  return [...(chat ? [createChatTranslator(chat)] : []), createApertiumTranslator()]
}

/** What works on this machine, around these translators. */
export async function defaultProviders(
  options: PipelineOptions,
  translators: Translator[],
): Promise<Providers> {
  const { cacheFolder, threads, voice: variant } = options
  return {
    transcribers: options.transcribers ?? [createMoonshineTranscriber({ cacheFolder, threads })],
    translators,
    synthesizers: options.synthesizers ?? [
      createKokoroSynthesizer({ cacheFolder, threads, variant }),
      await createEspeakSynthesizer(),
    ],
  }
}
