// The process that translates with the WebAssembly library. Its memory never shrinks.
import { answerRequests } from '../../inference/answer-requests.ts'
import { translateSentences } from './translate-sentences.ts'
import type { TranslateRequest } from './messages.ts'

answerRequests(async ({ model, sentences }: TranslateRequest) => ({
  sentences: await translateSentences(model, sentences),
}))
