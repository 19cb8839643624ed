/** What the inference process can be asked. Paths are of local files; times are counted in samples of the wav. */
export type InferenceRequest = DetectRequest | RecogniseRequest | SpeakRequest

/** Finds where somebody speaks. */
export interface DetectRequest {
  operation: 'detect'
  wav: string
  model: string
}

/** Recognises what is said in a stretch of a wav. */
export interface RecogniseRequest {
  operation: 'recognise'
  wav: string
  firstSample: number
  samples: number
  /** Folder of a Moonshine pack. */
  model: string
  threads: number
}

/** Speaks a text into a wav, without the silence around it. */
export interface SpeakRequest {
  operation: 'speak'
  text: string
  path: string
  speed: number
  voice: VoiceModel
}

export interface VoiceModel {
  model: string
  voices: string
  tokens: string
  /** Folder of espeak-ng's data. */
  pronunciation: string
  /** Name of the language as espeak-ng knows it. */
  language: string
  speaker: number
  threads: number
}

export interface Answers {
  /** Stretches of speech, parted wherever there is a short pause. */
  detect: { sampleRate: number; stretches: Stretch[] }
  recognise: { text: string }
  speak: { seconds: number; sampleRate: number }
}

/** From the first sample to the one after the last. */
export interface Stretch {
  first: number
  end: number
}

export type AnswerTo<R extends InferenceRequest> = Answers[R['operation']]

/** What the process is sent; it may have several requests at a time. */
export interface Question {
  id: number
  request: InferenceRequest
}

/** What the process sends of the request with this number. */
export type Message =
  | { id: number; type: 'progress'; fraction: number }
  | { id: number; type: 'answer'; answer: Answers[keyof Answers] }
  | { id: number; type: 'error'; message: string }
