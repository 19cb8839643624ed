import type { Span } from '../../../media/dub-track.ts'
import { safeInput } from '../../../media/input.ts'
import { measureSpeechLoudness } from '../../../media/loudness.ts'
import type { TaskContext } from '../../engine.ts'
import type { SourceOutput } from './source-output.ts'

/** How loud the source's speech is, in LUFS. @param spans when somebody speaks */
export async function speechLoudness(
  { sourceKey, media, audio }: Pick<SourceOutput, 'sourceKey' | 'media' | 'audio'>,
  spans: readonly Span[],
  { files, signal }: Pick<TaskContext, 'files' | 'signal'>,
): Promise<number | undefined> {
  const input = await safeInput(await files.get(sourceKey))
  return await measureSpeechLoudness({ input, media, audio, spans, signal })
}
