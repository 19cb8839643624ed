import type { TimeSpan } from '../recognition/time-span.ts'
import type { Word } from '../recognition/word.ts'

/** A request to the Whisper process. */
export type WhisperRequest = IdentifyRequest | ListenRequest | TranslateSpanRequest

/** Finds the language of parts of a WAV, joined. Whisper hears at most 30 s. */
export interface IdentifyRequest {
  operation: 'identify'
  wav: string
  spans: readonly TimeSpan[]
  model: WhisperFiles
}

/** Writes down the speech in one part of a WAV, at most 30 s. */
export interface ListenRequest {
  operation: 'listen'
  wav: string
  span: TimeSpan
  /** Whisper's code of the language. */
  language: string
  model: WhisperFiles
}

/** Translates the speech in one part of a WAV, at most 30 s, into English. */
export interface TranslateSpanRequest extends Omit<ListenRequest, 'operation'> {
  operation: 'translate'
}

export interface WhisperFiles {
  /** File of transformers.js that `require` loads. */
  runtime: string
  /** Folder of a Whisper pack. */
  folder: string
  threads: number
}

export interface WhisperAnswers {
  identify: Identified
  /** Times are those of the WAV. They are raw: words may overlap or stand after the span. */
  listen: { words: Word[] }
  translate: { text: string }
}

/** The first step of the decoder. The probabilities are those of its whole vocabulary. */
export interface Identified {
  /** Whisper's code of the most probable language. */
  language: string
  confidence: number
  /** Probability that nobody speaks. */
  noSpeech: number
}
