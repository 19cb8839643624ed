import type { Failure, Warning } from 'video-translation-client'
import type { Cue } from './cue.ts'

/** What every provider of a stage says of itself. */
export interface Provider {
  /** Stable name for options, manifests and reports, e.g. `moonshine`, `apertium`, `kokoro`. */
  readonly name: string
  /** Everything that its output depends on besides its input (model hashes, versions): part of the stage's hash. */
  identity(): Promise<string>
  /** What has to be installed or configured before it can work for these languages; undefined when it is ready. */
  missing(need: { from: string; to?: string }): Promise<Failure | undefined>
  /** Ends its processes; called once, when nothing is asked of it any more. */
  close?(): Promise<void>
}

/** Recognises speech. */
export interface Transcriber extends Provider {
  /** BCP 47 tags it can recognise; `*` stands for any. */
  readonly languages: readonly string[]
  /** `wav` is 16 kHz mono 16-bit PCM. Cues come in order, without overlap, each with text. */
  transcribe(wav: string, options: TranscribeOptions): Promise<Cue[]>
}

export interface TranscribeOptions {
  language: string
  signal: AbortSignal
  /** From 0 to 1. */
  onProgress(fraction: number): void
  onWarning(warning: Warning): void
}

/** Translates text. */
export interface Translator extends Provider {
  /** What to tell the user of the result, e.g. that the quality is a draft's. */
  readonly warning?: Warning
  /** Pairs it can translate. `*` stands for any. */
  pairs(): Promise<{ from: string; to: string[] }[]>
  /** One translated line for each line given, in the same order; what could not be translated is an empty string. */
  translate(lines: Line[], options: TranslateOptions): Promise<string[]>
}

export interface Line {
  text: string
  /** How many characters can be spoken in the cue's slot: a wish, not a limit. */
  budget: number
}

export interface TranslateOptions {
  from: string
  to: string
  signal: AbortSignal
  /** Where temporary files go, so that they are cleared away even after a crash. Default: the system's folder. */
  scratch?: string
  onProgress(fraction: number): void
  onWarning(warning: Warning): void
}

/** Speaks text. */
export interface Synthesizer extends Provider {
  /** BCP 47 tags it can speak, best voice chosen by itself. */
  readonly languages: readonly string[]
  /** Fastest rate that still sounds natural; 1 is the voice's own. */
  readonly maxSpeed: number
  /** How many texts it speaks at once to advantage; 1 by default. */
  readonly parallel?: number
  /** Writes a mono WAV to `path`, without leading or trailing silence. */
  speak(text: string, options: SpeakOptions): Promise<Speech>
}

export interface SpeakOptions {
  language: string
  /** Rate relative to the voice's own, from 1 to `maxSpeed`. */
  speed: number
  path: string
  signal: AbortSignal
}

export interface Speech {
  seconds: number
  sampleRate: number
  /** How often the cue had to be tried again, because the process that speaks died. */
  retries: number
}
