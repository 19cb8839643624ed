import type { SpeechAnswers, SpeakRequest, VoiceModel } from './speech-protocol.ts'
import { keepLast, loadSherpa, type Voice } from './sherpa.ts'
import { trimSilence } from './trim.ts'
import { writeWav } from '../../../media/wav.ts'

export async function speak(request: SpeakRequest): Promise<SpeechAnswers['speak']> {
  const { speaker, ...model } = request.voice
  const voice = await voiceOf(JSON.stringify(model))
  const { samples, sampleRate } = await voice.generateAsync({
    text: request.text,
    sid: speaker,
    speed: request.speed,
    enableExternalBuffer: false,
  })
  const speech = trimSilence(samples, sampleRate)
  if (speech.length === 0) throw new Error('The voice produced only silence.')
  await writeWav(request.path, speech, sampleRate)
  return { seconds: speech.length / sampleRate, sampleRate }
}

const voiceOf = keepLast<Voice>((key) => {
  const { model, voices, tokens, pronunciation, language, threads } = JSON.parse(key) as VoiceModel
  const kokoro = { model, voices, tokens, dataDir: pronunciation, lang: language }
  return loadSherpa().OfflineTts.createAsync({
    model: { kokoro, numThreads: threads, provider: 'cpu', debug: 0 },
    maxNumSentences: 1,
  })
})
