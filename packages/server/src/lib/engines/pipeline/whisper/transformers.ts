import { createRequire } from 'node:module'
import { basename, dirname, sep } from 'node:path'
import { keepLast } from '../speech/sherpa.ts'
import type { WhisperFiles } from './whisper-messages.ts'

// Types for the used parts of @huggingface/transformers, which is not installed with this package.

interface Transformers {
  env: { allowRemoteModels: boolean; localModelPath: string }
  Tensor: new (type: string, data: bigint[], dimensions: number[]) => unknown
  pipeline(task: string, model: string, options: object): Promise<Recognise>
}

/** Recognises samples of 16 kHz. */
export interface Recognise {
  (samples: Float32Array, options: object): Promise<Recognised>
  processor(samples: Float32Array): Promise<{ input_features: unknown }>
  model: {
    (inputs: object): Promise<{ logits: { data: Float32Array } }>
    generation_config: { decoder_start_token_id: number; lang_to_id: Record<string, number> }
  }
}

export interface Recognised {
  text?: string
  /** One for each word. The end may be missing. */
  chunks?: { text: string; timestamp: [number, number | null] }[]
}

export interface LoadedWhisper {
  recognise: Recognise
  Tensor: Transformers['Tensor']
}

/** Loads the model, or returns the one that is in memory. Call it in the Whisper process only. */
export function loadWhisper(files: WhisperFiles): Promise<LoadedWhisper> {
  return loaded(JSON.stringify(files))
}

const loaded = keepLast(async (key: string): Promise<LoadedWhisper> => {
  const { runtime, folder, threads } = JSON.parse(key) as WhisperFiles
  const { env, pipeline, Tensor } = createRequire(import.meta.url)(runtime) as Transformers
  // The library would otherwise download what it does not find.
  env.allowRemoteModels = false
  env.localModelPath = `${dirname(folder)}${sep}`
  const recognise = await pipeline('automatic-speech-recognition', basename(folder), {
    dtype: 'q8',
    device: 'cpu',
    session_options: { intraOpNumThreads: threads },
  })
  return { recognise, Tensor }
})
