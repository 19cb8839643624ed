/** A request to the speech process. Positions are samples of the WAV. */
export type SpeechRequest = DetectRequest | RecogniseRequest | SpeakRequest | DiarizeRequest | LoadRequest

/** Finds the speech in a WAV. */
export interface DetectRequest {
  operation: 'detect'
  wav: string
  model: string
}

/** Recognises the speech in a part of a WAV. */
export interface RecogniseRequest {
  operation: 'recognise'
  wav: string
  firstSample: number
  samples: number
  model: RecogniserModel
}

export interface RecogniserModel {
  kind: RecogniserKind
  /** Folder of the pack. */
  folder: string
  /** Code of the language, for a model that wants to know it. */
  language: string
  threads: number
}

export type RecogniserKind = 'moonshine' | 'parakeet' | 'sense-voice' | 'whisper'

/** Speaks a text into a WAV, without silence at its ends. */
export interface SpeakRequest {
  operation: 'speak'
  text: string
  path: string
  speed: number
  voice: VoiceModel
}

export type VoiceModel = KokoroModel | PiperModel

interface AnyVoiceModel {
  model: string
  tokens: string
  /** Folder of espeak-ng's data. */
  pronunciation: string
  threads: number
}

export interface KokoroModel extends AnyVoiceModel {
  kind: 'kokoro'
  voices: string
  /** espeak-ng's name of the language. */
  language: string
  speaker: number
}

/** A voice that names its pronunciation itself. */
export interface PiperModel extends AnyVoiceModel {
  kind: 'piper'
  noiseScale: number
  noiseScaleW: number
}

/** Finds out who speaks when in a WAV of 16 kHz. */
export interface DiarizeRequest {
  operation: 'diarize'
  wav: string
  segmentation: string
  embedding: string
  /** How many people speak. Absent: unknown. */
  speakers?: number
}

/** Loads a model that is used soon. */
export interface LoadRequest {
  operation: 'load'
  recogniser?: RecogniserModel
  voice?: VoiceModel
}

export interface SpeechAnswers {
  load: object
  detect: FoundSpeech
  recognise: Recognition
  speak: { seconds: number; sampleRate: number }
  /** Times are seconds. */
  diarize: { turns: { start: number; end: number; speaker: number }[] }
}

/** Where somebody speaks. */
export interface FoundSpeech {
  sampleRate: number
  /** Separated at every short pause. */
  speech: SampleRange[]
  /** The shorter silences within the speech. */
  dips: SampleRange[]
  pitches: PitchedRange[]
}

/** A piece of speech between two silences, and the usual pitch of its voice. */
export interface PitchedRange extends SampleRange {
  hertz: number
}

/** What a recogniser gives for one part of a WAV. Times are seconds from the part's start. */
export interface Recognition {
  text: string
  /** Empty if the model gives no times. The duration may be missing. */
  tokens: { text: string; start: number; seconds?: number }[]
  /** Sentences of a model that has times for them only. */
  segments: { text: string; start: number; seconds: number }[]
}

/** From the first sample to the one after the last. */
export interface SampleRange {
  first: number
  end: number
}
