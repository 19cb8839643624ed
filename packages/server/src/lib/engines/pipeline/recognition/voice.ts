import { join } from 'node:path'
import type { RunOptions } from '../inference/host.ts'
import { packFolder } from '../inference/packs-needed.ts'
import type { SpeechHost } from '../speech/speech-host.ts'
import type { SampleRange } from '../speech/speech-messages.ts'
import type { TimeSpan } from './time-span.ts'

/** Pack that every recogniser needs. */
export const DETECTOR_PACK = 'silero-vad'

/** Where somebody speaks in a recording. */
export interface FoundVoice {
  /** Stretches of voice, separated at every short pause. */
  voice: TimeSpan[]
  /** Shorter silences within them. */
  dips: TimeSpan[]
}

export async function findVoice(
  wav: string,
  host: SpeechHost,
  cacheFolder: string | undefined,
  run: RunOptions,
): Promise<FoundVoice> {
  const model = join(await packFolder(DETECTOR_PACK, cacheFolder), 'silero_vad.onnx')
  const { answer } = await host.run({ operation: 'detect', wav, model }, run)
  const { sampleRate, speech, dips } = answer
  const toSpan = ({ first, end }: SampleRange) => ({ start: first / sampleRate, end: end / sampleRate })
  return { voice: speech.map(toSpan), dips: dips.map(toSpan) }
}
