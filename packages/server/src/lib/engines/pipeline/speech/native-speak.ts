import type { SpeechAnswers, SpeakRequest, VoiceModel } from './speech-messages.ts'
import { keepLast, loadSherpa, type SherpaVoice } from './sherpa.ts'
import { trimSilence } from './trim.ts'
import { writeWav } from '../../../media/wav.ts'

export async function speak(request: SpeakRequest): Promise<SpeechAnswers['speak']> {
  const { voice: model } = request
  const speaker = model.kind === 'kokoro' ? model.speaker : 0
  const voice = await loadVoice(model)
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

/** One model has all the voices of Kokoro. */
export async function loadVoice(model: VoiceModel): Promise<SherpaVoice> {
  return await voiceOf(JSON.stringify({ ...model, speaker: 0 }))
}

const voiceOf = keepLast<SherpaVoice>((key) => {
  const model = JSON.parse(key) as VoiceModel
  return loadSherpa().OfflineTts.createAsync({
    model: { ...configOf(model), numThreads: model.threads, provider: 'cpu', debug: 0 },
    maxNumSentences: 1,
  })
})

function configOf(voice: VoiceModel): object {
  const { model, tokens, pronunciation: dataDir } = voice
  if (voice.kind === 'piper') {
    const { noiseScale, noiseScaleW } = voice
    return { vits: { model, tokens, dataDir, noiseScale, noiseScaleW } }
  }
  return { kokoro: { model, tokens, dataDir, voices: voice.voices, lang: voice.language } }
}
