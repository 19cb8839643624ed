import { createRequire } from 'node:module'

// Types for the used parts of sherpa-onnx-node, which has no type declarations.

export interface Sherpa {
  Vad: new (config: object, bufferSeconds: number) => Vad
  OfflineRecognizer: { createAsync(config: object): Promise<Recogniser> }
  OfflineSpeakerDiarization: new (config: object) => {
    process(samples: Float32Array): { start: number; end: number; speaker: number }[]
  }
  OfflineTts: { createAsync(config: object): Promise<SherpaVoice> }
}

export interface Vad {
  acceptWaveform(samples: Float32Array): void
  isEmpty(): boolean
  front(externalBuffer: boolean): { start: number; samples: Float32Array }
  pop(): void
  flush(): void
  /** Forgets all that it heard: the next sample is the first one. */
  reset(): void
}

export interface Recogniser {
  createStream(): RecogniserStream
  decodeAsync(stream: RecogniserStream): Promise<RecogniserResult>
}

/** Lists are empty or absent if the model gives no times. Times are seconds. */
export interface RecogniserResult {
  text: string
  tokens?: string[]
  timestamps?: number[]
  durations?: number[]
  segment_texts?: string[]
  segment_timestamps?: number[]
  segment_durations?: number[]
}

export interface RecogniserStream {
  acceptWaveform(wave: { sampleRate: number; samples: Float32Array }): void
}

export interface SherpaVoice {
  generateAsync(request: {
    text: string
    sid: number
    speed: number
    enableExternalBuffer: boolean
  }): Promise<{
    samples: Float32Array
    sampleRate: number
  }>
}

/** Loads the native library. Call it in the inference process only. */
export function loadSherpa(): Sherpa {
  return createRequire(import.meta.url)('sherpa-onnx-node') as Sherpa
}

/** Caches the last value, and makes a new one only for another key. */
export function keepLast<T>(make: (key: string) => Promise<T>): (key: string) => Promise<T> {
  let last: { key: string; value: Promise<T> } | undefined
  return (key) => {
    if (last?.key !== key) last = { key, value: make(key) }
    return last.value
  }
}
