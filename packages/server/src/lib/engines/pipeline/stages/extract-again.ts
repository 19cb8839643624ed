import { join } from 'node:path'
import { extractSpeech } from '../../../media/extract-speech.ts'
import { safeInput } from '../../../media/input.ts'
import type { TaskContext } from '../../engine.ts'
import type { SourceOutput } from './source-output.ts'

/**
 * The sound of the source as 16 kHz mono WAV. That of the source task is deleted when it ends,
 * because few targets need it and it can be made again in seconds.
 */
export async function extractAgain(
  { media, audio, sourceKey }: SourceOutput,
  { files, scratch, signal }: TaskContext,
): Promise<string> {
  const stream = media.audio[audio]
  if (!stream) throw new Error('The source has lost its audio track.')
  const out = join(scratch, 'speech-again.wav')
  const input = await safeInput(await files.get(sourceKey))
  const maxSeconds = media.seconds + 1
  await extractSpeech({ input, media, stream, out, maxSeconds, signal, onProgress: () => undefined })
  return out
}
