// The process that detects, recognises and speaks with native code.
import { answerRequests } from '../inference/answer-requests.ts'
import { detect } from './native-detect.ts'
import { diarize } from './native-diarize.ts'
import { recognise } from './native-recognise.ts'
import { speak } from './native-speak.ts'
import type { SpeechRequest } from './speech-protocol.ts'

answerRequests((request: SpeechRequest, onProgress) => {
  if (request.operation === 'detect') return detect(request, onProgress)
  if (request.operation === 'recognise') return recognise(request)
  if (request.operation === 'diarize') return diarize(request)
  return speak(request)
})
