import { openWav } from '../../../media/wav.ts'
import { readWhole } from './read-whole.ts'
import { loadSherpa } from './sherpa.ts'
import type { DiarizeRequest, SpeechAnswers } from './speech-messages.ts'

/** Finds out who speaks when. The whole sound is in memory: 230 MB an hour. */
export async function diarize(request: DiarizeRequest): Promise<SpeechAnswers['diarize']> {
  const { wav: path, segmentation, embedding, speakers = -1 } = request
  const diarizer = new (loadSherpa().OfflineSpeakerDiarization)({
    segmentation: { pyannote: { model: segmentation } },
    embedding: { model: embedding },
    clustering: { numClusters: speakers, threshold: 0.5 },
    minDurationOn: 0.3,
    minDurationOff: 0.5,
  })
  const wav = await openWav(path)
  try {
    return { turns: diarizer.process(await readWhole(wav)) }
  } finally {
    await wav.close()
  }
}
