import { join } from 'node:path'
import { openWav } from '../../../media/wav.ts'
import { keepLast, loadSherpa, type Recogniser, type RecogniserResult } from './sherpa.ts'
import type { Recognition, RecogniseRequest, RecogniserKind, RecogniserModel } from './speech-messages.ts'

export async function recognise(request: RecogniseRequest): Promise<Recognition> {
  const wav = await openWav(request.wav)
  try {
    const recogniser = await loadRecogniser(request.model)
    const stream = recogniser.createStream()
    const samples = await wav.read(request.firstSample, request.samples)
    stream.acceptWaveform({ sampleRate: wav.sampleRate, samples })
    return readResult(await recogniser.decodeAsync(stream))
  } finally {
    await wav.close()
  }
}

/** Brings the parallel lists of the library together. */
export function readResult(result: RecogniserResult): Recognition {
  const { tokens = [], timestamps = [], durations = [] } = result
  const {
    segment_texts: texts = [],
    segment_timestamps: starts = [],
    segment_durations: lengths = [],
  } = result
  return {
    text: result.text.trim(),
    tokens: tokens.flatMap((text, index) => {
      const [start, seconds] = [timestamps[index], durations[index]]
      return start === undefined ? [] : [{ text, start, ...(seconds !== undefined && { seconds }) }]
    }),
    segments: texts.map((text, index) => ({ text, start: starts[index] ?? 0, seconds: lengths[index] ?? 0 })),
  }
}

export async function loadRecogniser(model: RecogniserModel): Promise<Recogniser> {
  return await recogniserOf(JSON.stringify(model))
}

const recogniserOf = keepLast<Recogniser>((key) => {
  const model = JSON.parse(key) as RecogniserModel
  const config = CONFIG_OF[model.kind](model)
  const tokens = join(model.folder, 'tokens.txt')
  return loadSherpa().OfflineRecognizer.createAsync({
    featConfig: { sampleRate: 16_000, featureDim: model.kind === 'parakeet' ? 128 : 80 },
    modelConfig: { ...config, tokens, numThreads: model.threads, provider: 'cpu', debug: 0 },
  })
})

const CONFIG_OF: Record<RecogniserKind, (model: RecogniserModel) => object> = {
  moonshine: ({ folder }) => ({
    moonshine: {
      encoder: join(folder, 'encoder_model.onnx'),
      mergedDecoder: join(folder, 'decoder_model_merged.onnx'),
    },
  }),
  parakeet: ({ folder }) => ({
    modelType: 'nemo_transducer',
    transducer: {
      encoder: join(folder, 'encoder.int8.onnx'),
      decoder: join(folder, 'decoder.int8.onnx'),
      joiner: join(folder, 'joiner.int8.onnx'),
    },
  }),
  'sense-voice': ({ folder, language }) => ({
    // Inverse text normalisation writes punctuation and numbers.
    senseVoice: { model: join(folder, 'model.int8.onnx'), language, useInverseTextNormalization: 1 },
  }),
  whisper: ({ folder, language }) => ({
    whisper: {
      encoder: join(folder, 'encoder.int8.onnx'),
      decoder: join(folder, 'decoder.int8.onnx'),
      language,
      task: 'transcribe',
      enableSegmentTimestamps: 1,
    },
  }),
}
