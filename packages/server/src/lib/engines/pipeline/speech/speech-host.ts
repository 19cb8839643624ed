import { childFile, createInferenceHost, type HostOptions, type InferenceHost } from '../inference/host.ts'
import type { SpeechAnswers, SpeechRequest } from './speech-messages.ts'

export type SpeechHost = InferenceHost<SpeechRequest, SpeechAnswers>

/** Runs speech models in a process of its own. */
export function createSpeechHost(options?: HostOptions): SpeechHost {
  return createInferenceHost(childFile('./speech-child', import.meta.url), options)
}
