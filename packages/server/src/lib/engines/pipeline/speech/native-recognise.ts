import { join } from 'node:path'
import type { SpeechAnswers, RecogniseRequest } from './speech-protocol.ts'
import { keepLast, loadSherpa, type Recogniser } from './sherpa.ts'
import { openWav } from '../../../media/wav.ts'

export async function recognise(request: RecogniseRequest): Promise<SpeechAnswers['recognise']> {
  const wav = await openWav(request.wav)
  try {
    const recogniser = await recogniserOf(JSON.stringify([request.model, request.threads]))
    const stream = recogniser.createStream()
    const samples = await wav.read(request.firstSample, request.samples)
    stream.acceptWaveform({ sampleRate: wav.sampleRate, samples })
    const { text } = await recogniser.decodeAsync(stream)
    return { text: text.trim() }
  } finally {
    await wav.close()
  }
}

const recogniserOf = keepLast<Recogniser>((key) => {
  const [model, numThreads] = JSON.parse(key) as [string, number]
  const moonshine = {
    encoder: join(model, 'encoder_model.onnx'),
    mergedDecoder: join(model, 'decoder_model_merged.onnx'),
  }
  return loadSherpa().OfflineRecognizer.createAsync({
    featConfig: { sampleRate: 16_000, featureDim: 80 },
    modelConfig: { moonshine, tokens: join(model, 'tokens.txt'), numThreads, provider: 'cpu', debug: 0 },
  })
})
