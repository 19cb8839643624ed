import { join } from 'node:path'
import type { RunOptions } from '../inference/host.ts'
import { packFolder } from '../inference/packs-needed.ts'
import type { SpeechHost } from '../speech/speech-host.ts'
import type { TimeSpan } from './time-span.ts'

/** Pack that every recogniser needs. */
export const DETECTOR_PACK = 'silero-vad'

/** Finds the stretches in which somebody speaks. They are separated at every short pause. */
export async function findVoice(
  wav: string,
  host: SpeechHost,
  cacheFolder: string | undefined,
  run: RunOptions,
): Promise<TimeSpan[]> {
  const model = join(await packFolder(DETECTOR_PACK, cacheFolder), 'silero_vad.onnx')
  const { answer } = await host.run({ operation: 'detect', wav, model }, run)
  return answer.speech.map(({ first, end }) => ({
    start: first / answer.sampleRate,
    end: end / answer.sampleRate,
  }))
}
