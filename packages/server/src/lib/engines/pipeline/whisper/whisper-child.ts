// The process that runs Whisper with the transformers.js that the user has installed.
import { answerRequests } from '../inference/answer-requests.ts'
import { identify, listen } from './native-whisper.ts'
import type { WhisperRequest } from './whisper-protocol.ts'

answerRequests(async (request: WhisperRequest) =>
  request.operation === 'identify' ? await identify(request) : await listen(request),
)
