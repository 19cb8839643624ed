import type { Diarizer, SpeakerTurn } from '../providers/diarizer.ts'
import type { Transcriber } from '../providers/providers.ts'
import { assignSpeakers } from './assign-speakers.ts'
import { hashOf } from '../../../hash-of.ts'

/** Share of the progress: finding speakers is quick beside recognition. */
const DIARIZATION_SHARE = 0.15

/** Adds the speakers of a file to what a recogniser hears. */
export function withGivenSpeakers(transcriber: Transcriber, turns: readonly SpeakerTurn[]): Transcriber {
  const hash = hashOf(turns)
  return {
    ...transcriber,
    identity: async (need) => `${await transcriber.identity(need)} speakers ${hash}`,
    transcribe: async (wav, options) =>
      assignSpeakers(await transcriber.transcribe(wav, { ...options, turns }), turns),
  }
}

/** Adds the speakers that a diarizer finds. @param speakers how many there are, if that is known */
export function withFoundSpeakers(
  transcriber: Transcriber,
  diarizer: Diarizer,
  speakers?: number,
): Transcriber {
  return {
    ...transcriber,
    async identity(need) {
      return `${await transcriber.identity(need)} ${await diarizer.identity()} ${speakers ?? ''}`
    },
    async transcribe(wav, options) {
      const { signal, onProgress } = options
      const turns = await diarizer.diarize(wav, { signal, ...(speakers !== undefined && { speakers }) })
      onProgress(DIARIZATION_SHARE)
      const heard = await transcriber.transcribe(wav, {
        ...options,
        turns,
        onProgress: (fraction) => onProgress(DIARIZATION_SHARE + (1 - DIARIZATION_SHARE) * fraction),
      })
      return assignSpeakers(heard, turns)
    },
  }
}
