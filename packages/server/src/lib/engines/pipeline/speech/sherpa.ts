import { createRequire } from 'node:module'

// The parts of sherpa-onnx-node that are used here: the package has no type declarations.

export interface Sherpa {
  Vad: new (config: object, bufferSeconds: number) => Vad
  OfflineRecognizer: { createAsync(config: object): Promise<Recogniser> }
  OfflineTts: { createAsync(config: object): Promise<Voice> }
}

export interface Vad {
  acceptWaveform(samples: Float32Array): void
  isEmpty(): boolean
  front(externalBuffer: boolean): { start: number; samples: Float32Array }
  pop(): void
  flush(): void
}

export interface Recogniser {
  createStream(): RecogniserStream
  decodeAsync(stream: RecogniserStream): Promise<{ text: string }>
}

export interface RecogniserStream {
  acceptWaveform(wave: { sampleRate: number; samples: Float32Array }): void
}

export interface Voice {
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

/** Loads the native library: only ever in the inference process. */
export function loadSherpa(): Sherpa {
  return createRequire(import.meta.url)('sherpa-onnx-node') as Sherpa
}

/** Keeps the one thing made last, and makes another only for another key. */
export function keepLast<T>(make: (key: string) => Promise<T>): (key: string) => Promise<T> {
  let last: { key: string; made: Promise<T> } | undefined
  return (key) => {
    if (last?.key !== key) last = { key, made: make(key) }
    return last.made
  }
}
