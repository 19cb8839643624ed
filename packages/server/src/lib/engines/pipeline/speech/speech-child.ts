// The process that detects, recognises and speaks with native code.
import { answerRequests } from '../inference/answer-requests.ts'
import { detect } from './native-detect.ts'
import { diarize } from './native-diarize.ts'
import { loadRecogniser, recognise } from './native-recognise.ts'
import { loadVoice, speak } from './native-speak.ts'
import type { LoadRequest, SpeechRequest } from './speech-messages.ts'

answerRequests((request: SpeechRequest, onProgress) => {
  if (request.operation === 'detect') return detect(request, onProgress)
  if (request.operation === 'recognise') return recognise(request)
  if (request.operation === 'diarize') return diarize(request)
  if (request.operation === 'load') return load(request)
  return speak(request)
})

async function load({ recogniser, voice }: LoadRequest): Promise<object> {
  if (recogniser) await loadRecogniser(recogniser)
  if (voice) await loadVoice(voice)
  return {}
}
