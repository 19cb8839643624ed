import { join } from 'node:path'
import { identityOfPacks, memoryOfPacks, missingPacks, packFolder } from '../inference/packs-needed.ts'
import type { Diarizer, SpeakerTurn } from '../providers/diarizer.ts'
import { createSpeechHost, type SpeechHost } from '../speech/speech-host.ts'
import type { ModelOptions } from '../inference/model-options.ts'

/** Raise it when the same models would give other turns. */
const VERSION = 1
const PACK = 'speakers'
/** It says nothing while it works, which takes less than a third of the length. */
const SILENCE_MS = 2 * 3_600_000

export interface SherpaDiarizerOptions extends ModelOptions {
  /** Default: a process of its own. */
  host?: SpeechHost
}

/** Tells speakers apart with pyannote's segmentation and ERes2Net's voice prints. */
export function createSherpaDiarizer({
  cacheFolder,
  memory,
  host = createSpeechHost({ memory }),
}: SherpaDiarizerOptions = {}): Diarizer {
  return {
    name: 'sherpa',
    identity: async () => `sherpa-diarizer ${VERSION} ${identityOfPacks([PACK])}`,
    missing: () => missingPacks([PACK], cacheFolder),
    async diarize(wav, { signal, speakers }) {
      const folder = await packFolder(PACK, cacheFolder)
      const request = {
        operation: 'diarize',
        wav,
        segmentation: join(folder, 'segmentation.onnx'),
        embedding: join(folder, 'embedding.onnx'),
        ...(speakers !== undefined && { speakers }),
      } as const
      const expectedBytes = memoryOfPacks([PACK])
      const { answer } = await host.run(request, {
        signal,
        silenceMs: SILENCE_MS,
        group: PACK,
        expectedBytes,
      })
      return named(answer.turns)
    },
    close: () => host.close(),
  }
}

/** Names speakers in the order of their first words, so that a new run gives the same names. */
function named(turns: readonly { start: number; end: number; speaker: number }[]): SpeakerTurn[] {
  const sorted = turns.toSorted((one, other) => one.start - other.start)
  const order = [...new Set(sorted.map(({ speaker }) => speaker))]
  return sorted.map((turn) => ({ ...turn, speaker: `S${order.indexOf(turn.speaker) + 1}` }))
}
