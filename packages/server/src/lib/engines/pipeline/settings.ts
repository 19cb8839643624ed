import { createStoringClips, type StoringClips } from './stages/storing-clips.ts'
import type { Providers } from './providers/choose.ts'
import type { Diarizer } from './providers/diarizer.ts'
import type { Synthesizer, Transcriber, Translator } from './providers/providers.ts'
import {
  moonshine,
  PARAKEET,
  SENSE_VOICE,
  type SherpaModel,
  sherpaWhisper,
} from './recognition/sherpa/models.ts'
import { defaultModelMemoryBytes } from './inference/model-memory/default-budget.ts'
import { createModelMemory, type ModelMemory } from './inference/model-memory/model-memory.ts'
import type { SizeOptions } from './inference/model-memory/model-sizes.ts'
import { createSherpaTranscriber } from './recognition/sherpa/transcriber.ts'
import { createSherpaDiarizer } from './speakers/sherpa-diarizer.ts'
import { createEspeakSynthesizer } from './speech/espeak.ts'
import { createHttpSynthesizer, httpSynthesizerOptionsFrom } from './speech/http-synthesizer.ts'
import { createKokoroSynthesizer, type KokoroOptions } from './speech/kokoro.ts'
import { createPiperSynthesizer } from './speech/piper.ts'
import { createSpeechHost } from './speech/speech-host.ts'
import { defaultThreads } from './speech/threads.ts'
import { DEFAULT_LIMITS, type PipelineLimits } from './stages/limits.ts'
import { WHISPER_LANGUAGES, whisperCode } from './whisper/languages.ts'
import type { WhisperSize } from './whisper/sizes.ts'
import { createWhisperTranslator } from './whisper/translator.ts'
import { createWhisperTranscriber, type WhisperOptions } from './whisper/transcriber.ts'
import { createHttpTranscriber, httpTranscriberOptionsFrom } from './transcription/http-transcriber.ts'
import { createDeepLTranslator, deepLOptionsFrom } from './translators/http/deepl.ts'
import { createLibreTranslator, libreOptionsFrom } from './translators/http/libretranslate.ts'
import { withTerms } from './translators/with-terms.ts'
import { createApertiumTranslator } from './translators/apertium.ts'
import { createBergamotTranslator } from './translators/bergamot/translator.ts'
import {
  type ChatTranslatorOptions,
  chatOptionsFrom,
  createChatTranslator,
} from './translators/chat/translator.ts'

/** Options of the pipeline. The defaults need nothing but this machine. */
export interface PipelineOptions {
  /**
   * The best first. Default: the endpoint that the environment configures, Moonshine for English,
   * Parakeet for European languages, SenseVoice for Chinese, Japanese and Korean, then Whisper. The
   * first one whose pack is installed is used.
   */
  transcribers?: Transcriber[]
  /**
   * The best first. Default: those that the environment configures (the chat endpoint, DeepL,
   * LibreTranslate), then Bergamot and Apertium.
   */
  translators?: Translator[]
  /**
   * The best first. Default: the endpoint that the environment configures, Kokoro, the Piper voices
   * that are installed, then espeak-ng for other languages.
   */
  synthesizers?: Synthesizer[]
  /** Tells speakers apart. Default: pyannote and ERes2Net, if their pack is installed. */
  diarizer?: Diarizer
  /** Folder of the packs. Default: `$VIDEO_TRANSLATION_MODELS`, or the user's cache folder. */
  cacheFolder?: string
  /** OpenAI-compatible endpoint that translates. Default: from `VIDEO_TRANSLATION_CHAT_*`. */
  chat?: ChatTranslatorOptions
  /** Threads for the models. Default: the machine's cores, at most four. */
  threads?: number
  /**
   * Variant of the Kokoro voice. Default: `auto`, the full one if its pack is installed (a little
   * finer, but larger), else the quantised one.
   */
  voice?: 'quantised' | 'full' | 'auto'
  /** Size of the Whisper model. Default: the largest that is installed. */
  whisper?: WhisperSize
  /** What a source may be, and how much a task may use. */
  limits?: Partial<PipelineLimits>
  /** Lets URL sources come from private addresses. Default: false. */
  allowPrivateSources?: boolean
  /**
   * Lets an ffmpeg older than 5, such as the one from npm, read sources. Its security bugs are
   * public, so use it for your own files only. Default: true.
   */
  allowOldFfmpeg?: boolean
  /**
   * Memory in bytes for models that stay loaded. Those that were used least recently leave first,
   * and those in use never. Default: a quarter of the machine's memory, at most 1.6 GB.
   */
  modelMemoryBytes?: number
  /**
   * Whether work of later steps begins before it is their turn, where it leaves the result as it
   * is. With a paid voice, lines spoken ahead are lost if the translation fails. Default: true.
   */
  overlap?: boolean
  /** Tasks at once. Each takes up to 1 GB of memory. Default: 1. */
  concurrency?: number
}

/** The options with every default in place. */
export interface PipelineSettings extends Providers {
  limits: PipelineLimits
  allowPrivateSources: boolean
  allowOldFfmpeg: boolean
  overlap: boolean
  /** The clips of previews, which a result may need at once. */
  clips: StoringClips
}

/** What is asked over the network, as far as the environment configures it. */
export interface Endpoints {
  transcriber?: Transcriber | undefined
  synthesizer?: Synthesizer | undefined
}

/** @throws RangeError if the budget is no number of bytes */
export function createOwnModelMemory(
  { modelMemoryBytes: budgetBytes = defaultModelMemoryBytes() }: PipelineOptions,
  onTooLarge: SizeOptions['onTooLarge'],
): ModelMemory {
  if (!(budgetBytes >= 0))
    throw new RangeError(`modelMemoryBytes must be a number of bytes, not ${budgetBytes}.`)
  return createModelMemory({ budgetBytes, ...(onTooLarge && { onTooLarge }) })
}

/** @throws TypeError if a URL is not valid */
export function resolveEndpoints({ transcribers, synthesizers }: PipelineOptions): Endpoints {
  return {
    transcriber: transcribers ? undefined : endpointTranscriber(),
    synthesizer: synthesizers ? undefined : endpointSynthesizer(),
  }
}

function endpointTranscriber(): Transcriber | undefined {
  const options = httpTranscriberOptionsFrom(process.env)
  return options && createHttpTranscriber(options)
}

function endpointSynthesizer(): Synthesizer | undefined {
  const options = httpSynthesizerOptionsFrom(process.env)
  return options && createHttpSynthesizer(options)
}

export async function resolveSettings(
  options: PipelineOptions,
  { translators, transcriber, synthesizer }: Endpoints & { translators: Translator[] },
  memory?: ModelMemory,
): Promise<PipelineSettings> {
  const { cacheFolder, threads, voice: variant, whisper: size } = options
  return {
    transcribers:
      options.transcribers ?? defaultTranscribers({ cacheFolder, threads, size, memory }, transcriber),
    translators,
    synthesizers:
      options.synthesizers ??
      (await defaultSynthesizers({ cacheFolder, threads, variant, memory }, synthesizer)),
    diarizer: options.diarizer ?? createSherpaDiarizer({ cacheFolder, memory }),
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    allowPrivateSources: options.allowPrivateSources ?? false,
    allowOldFfmpeg: options.allowOldFfmpeg ?? true,
    overlap: options.overlap ?? true,
    clips: createStoringClips(),
  }
}

/** The models of sherpa-onnx share one queue, because only one of them works at a time. */
export function defaultTranscribers(
  { size, ...options }: WhisperOptions,
  endpoint = endpointTranscriber(),
): Transcriber[] {
  const { memory } = options
  const host = createSpeechHost({ concurrency: options.threads ?? defaultThreads(), memory })
  const sherpa = (model: SherpaModel) => createSherpaTranscriber(model, { ...options, host })
  return [
    ...(endpoint ? [endpoint] : []),
    sherpa(moonshine('en')),
    sherpa(PARAKEET),
    sherpa(SENSE_VOICE),
    createWhisperTranscriber({ ...options, size }),
    sherpa(sherpaWhisper(WHISPER_LANGUAGES, whisperCode)),
  ]
}

/** All that can speak on this machine, the best first. */
export async function defaultSynthesizers(
  options: KokoroOptions,
  endpoint = endpointSynthesizer(),
): Promise<Synthesizer[]> {
  return [
    ...(endpoint ? [endpoint] : []),
    createKokoroSynthesizer(options),
    createPiperSynthesizer(options),
    await createEspeakSynthesizer(),
  ]
}

/**
 * The translators of the options, or the default ones.
 * @throws TypeError if the chat endpoint has a URL and no model, or a model and no URL.
 */
export function resolveTranslators(options: PipelineOptions, memory?: ModelMemory): Translator[] {
  if (options.translators) return options.translators
  const chat = options.chat ?? chatOptionsFrom(process.env)
  const deepL = deepLOptionsFrom(process.env)
  const libre = libreOptionsFrom(process.env)
  const { cacheFolder } = options
  return [
    ...(chat ? [createChatTranslator(chat)] : []),
    ...(deepL ? [createDeepLTranslator(deepL)] : []),
    ...(libre ? [withTerms(createLibreTranslator(libre))] : []),
    withTerms(createBergamotTranslator({ cacheFolder, memory })),
    createWhisperTranslator({ cacheFolder, threads: options.threads, memory }),
    withTerms(createApertiumTranslator()),
  ]
}
