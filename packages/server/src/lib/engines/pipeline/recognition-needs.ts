import { chooseDetector, chooseTranscriber } from './providers/choose.ts'
import { defaultTranscribers } from './settings.ts'

/** What is missing to recognise speech. */
export interface RecognitionNeeds {
  /** Names of the packs. */
  packs: string[]
  /** Whether transformers.js is missing, which `installWhisperRuntime` installs. */
  runtime: boolean
}

/**
 * Finds what has to be installed to recognise a language. Nothing, if any recogniser for it is
 * installed; otherwise Moonshine for English, and Whisper for other languages.
 * @param from BCP 47 tag. Undefined: Whisper has to detect the language.
 * @param options.cacheFolder folder of the packs. Default: `$VIDEO_TRANSLATION_MODELS`, or the
 * user's cache folder.
 */
export async function findRecognitionNeeds(
  from: string | undefined,
  options: { cacheFolder?: string } = {},
): Promise<RecognitionNeeds> {
  const transcribers = defaultTranscribers(options)
  const choice =
    from === undefined ? await chooseDetector(transcribers) : await chooseTranscriber(transcribers, from)
  if ('provider' in choice) return { packs: [], runtime: false }
  const { packs = [], runtime = false } = choice.failure
  return { packs: [...packs], runtime }
}
