// The process that runs Whisper with the transformers.js that the user has installed.
import { answerRequests } from '../inference/answer-requests.ts'
import { identify, listen, translate } from './native-whisper.ts'
import type { WhisperRequest } from './whisper-messages.ts'

answerRequests(async (request: WhisperRequest) => {
  if (request.operation === 'identify') return await identify(request)
  return request.operation === 'listen' ? await listen(request) : await translate(request)
})
