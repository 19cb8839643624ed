import type { Failure, VoiceInfo, Warning } from 'video-translation-client'
import type { Cue } from './cue.ts'
import type { SpeakerTurn } from './diarizer.ts'

/** The common part of all providers. */
export interface Provider {
  /** Stable name for options, manifests and reports, e.g. `moonshine`, `apertium`, `kokoro`. */
  readonly name: string
  /**
   * Everything besides the input that the output depends on, e.g. model hashes.
   * @param need languages, for a provider with a model for each
   */
  identity(need?: { from: string; to?: string }): Promise<string>
  /**
   * Names the missing parts for these languages, and for this voice. Undefined if the provider is
   * ready.
   */
  missing(need: { from: string; to?: string; voice?: string }): Promise<Missing | undefined>
  /**
   * Loads the model for these languages, and this voice, if there is room for it beside those that
   * are in memory. Resolves with whether it is there. A failure is no matter: the first request
   * that needs the model loads it.
   */
  warmUp?(need: WarmUp): Promise<boolean>
  /** Seconds of work for a second of the source on two cores. Default: as the usual provider. */
  pace?(): Promise<number>
  /** Ends its processes. Called once, after the last request. */
  close?(): Promise<void>
}

/** What a provider is soon asked for. */
export interface WarmUp {
  from: string
  to?: string
  voice?: string | undefined
  signal: AbortSignal
}

/** What a provider lacks. */
export interface Missing extends Failure {
  /** Names of the packs to pull. */
  packs?: readonly string[]
  /** Whether transformers.js is missing, which `installWhisperRuntime` installs. */
  runtime?: boolean
}

/** Recognises speech. */
export interface Transcriber extends Provider {
  /** BCP 47 tags that it recognises. `*` stands for any. */
  readonly languages: readonly string[]
  /** `wav` is 16 kHz mono 16-bit PCM. The cues are in order, do not overlap, and each has text. */
  transcribe(wav: string, options: TranscribeOptions): Promise<Cue[]>
  /** Absent if it cannot tell which language is spoken. */
  readonly detector?: LanguageDetector
  /** Needs so little time and memory that it may also listen where the language is given. */
  readonly quickDetector?: LanguageDetector
  /** Whether its warnings say where the sound is in another language, so no detector has to. */
  readonly comparesLanguage?: boolean
  /** Whether it is the one to install where none is installed. Default: the first one is. */
  readonly isAdvised?: boolean
}

/** Finds out which language is spoken. */
export interface LanguageDetector {
  /** Everything besides the input that the answer depends on. */
  identity(): Promise<string>
  /** Names the missing parts. Undefined if the detector is ready. */
  missing(): Promise<Missing | undefined>
  /** Listens to a WAV like that of `transcribe`. Undefined if nobody speaks. */
  detect(wav: string, options: DetectOptions): Promise<DetectedLanguage | undefined>
}

export interface DetectOptions {
  signal: AbortSignal
  /** From 0 to 1. */
  onProgress(fraction: number): void
}

export interface DetectedLanguage {
  /** BCP 47 tag without a region. */
  language: string
  /** From 0 to 1. */
  confidence: number
  /** The parts of the recording that the detector listened to. */
  parts: LanguagePart[]
}

/** A part of a recording, and the language that it sounds like. */
export interface LanguagePart {
  /** In seconds. */
  span: { start: number; end: number }
  /** BCP 47 tag without a region. */
  language: string
  /** From 0 to 1. */
  confidence: number
}

export interface TranscribeOptions extends DetectOptions {
  language: string
  /** The turns of the speakers, if they are known: then each cue has one speaker. */
  turns?: readonly SpeakerTurn[]
  onWarning(warning: Warning): void
}

/** Translates text. */
export interface Translator extends Provider {
  /** Warning for every result, e.g. about draft quality. */
  readonly warning?: Warning
  /** Whether it obeys `glossary` and `keep`. Default: false. */
  readonly usesGlossary?: boolean
  /** Whether it translates what it hears, and not the lines. Default: false. */
  readonly hears?: boolean
  /** Whether a pair is one of its own. One that is not is not worth a mention. Default: any. */
  serves?(pair: { from: string; to: string }): boolean
  /** Language pairs that it translates. `*` stands for any. */
  pairs(): Promise<{ from: string; to: string[] }[]>
  /**
   * It translates better with the lines around a line in view, so it also gets lines that are
   * translated already. Default: it gets only those that it has to translate.
   */
  readonly seesContext?: boolean
  /** Resolves with a translation for each line, in order. An untranslatable line is empty. */
  translate(lines: Line[], options: TranslateOptions): Promise<string[]>
}

export interface Line {
  text: string
  /** Characters that fit into the cue's slot. The translator may exceed them. */
  budget: number
  /** When it is spoken, in seconds of the source. */
  time?: { start: number; end: number }
  /** Its translation, where the line is only there to be seen. */
  known?: string
}

export interface TranslateOptions {
  from: string
  to: string
  signal: AbortSignal
  /** Folder for temporary files, removed even after a crash. Default: the system's own. */
  scratch?: string
  /** The sound of the source as 16 kHz mono WAV, for a translator that hears. */
  wav?: string
  /** Terms and their translations. */
  glossary?: Readonly<Record<string, string>>
  /** Words and phrases to leave as they are. */
  keep?: readonly string[]
  onProgress(fraction: number): void
  onWarning(warning: Warning): void
  /**
   * Receives texts before all are there, in any order, so that they are spoken meanwhile.
   * @param at index of the line
   */
  onText?: ((at: number, text: string) => void) | undefined
}

/** Speaks text. */
export interface Synthesizer extends Provider {
  /** BCP 47 tags that it speaks, each with its best voice. */
  readonly languages: readonly string[]
  /** Fastest speed that sounds natural, relative to the voice's own. */
  readonly maxSpeed: number
  /** Texts that are best spoken at once. Default: 1. */
  readonly parallel?: number
  /** A worse one may take its place while it is not installed, with advice. Default: false. */
  readonly isOptional?: boolean
  /** Whether speaking costs nothing but time of this machine. Default: false. */
  readonly isFree?: boolean
  /** The voices to choose from. Absent: it has one for each language, without a name. */
  voices?(): Promise<Voice[]>
  /** Writes a mono WAV to `path`, without silence at its ends. */
  speak(text: string, options: SpeakOptions): Promise<Speech>
}

/** A voice of a synthesizer. */
export type Voice = Omit<VoiceInfo, 'provider'>

export interface SpeakOptions {
  language: string
  /** Name of the voice. Default: the best one for the language. */
  voice?: string
  /** Speed relative to the voice's own, from 1 to `maxSpeed`. */
  speed: number
  /**
   * Somebody waits for it, so it comes before what long jobs speak, and may sound a little less
   * fine if it is there sooner. Default: false.
   */
  isUrgent?: boolean
  path: string
  signal: AbortSignal
}

export interface Speech {
  seconds: number
  sampleRate: number
  /** How often the text was tried again because its process died. */
  retries: number
}
