import { join } from 'node:path'
import type { RunOptions } from '../inference/host.ts'
import { packFolder } from '../inference/packs-needed.ts'
import type { SpeechHost } from '../speech/speech-host.ts'
import type { SampleRange } from '../speech/speech-messages.ts'
import type { SpeakerTurn } from '../providers/diarizer.ts'
import type { TimeSpan } from './time-span.ts'
import { changesAt, turnsByPitch } from './turns-by-pitch.ts'

/** Pack that every recogniser needs. */
export const DETECTOR_PACK = 'silero-vad'

/** Where somebody speaks in a recording. */
export interface FoundVoice {
  /** Stretches of voice, separated at every short pause. */
  voice: TimeSpan[]
  /** Shorter silences within them. */
  dips: TimeSpan[]
  /** The turns of two voices that differ clearly in their pitch, else none. */
  turns: SpeakerTurn[]
  /** Those of the dips at which the voice changes. */
  changes: TimeSpan[]
}

export async function findVoice(
  wav: string,
  host: SpeechHost,
  cacheFolder: string | undefined,
  run: RunOptions,
): Promise<FoundVoice> {
  const model = join(await packFolder(DETECTOR_PACK, cacheFolder), 'silero_vad.onnx')
  const { answer } = await host.run({ operation: 'detect', wav, model }, run)
  const { sampleRate, speech, dips, pitches } = answer
  const toSpan = ({ first, end }: SampleRange) => ({ start: first / sampleRate, end: end / sampleRate })
  const pieces = pitches.map((piece) => ({ ...toSpan(piece), hertz: piece.hertz }))
  const [turns, silences] = [turnsByPitch(pieces), dips.map(toSpan)]
  return { voice: speech.map(toSpan), dips: silences, turns, changes: changesAt(silences, turns) }
}
