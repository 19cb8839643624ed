import { toSrt, toVtt } from '../../../media/subtitles/formats.ts'
import type { ProducedArtifact, TaskContext } from '../../engine.ts'
import { storeText } from './stage-files.ts'

/** Stores captions as SubRip and WebVTT: `es.srt`, `es.vtt`. */
export async function storeSubtitles(
  captions: Parameters<typeof toSrt>[0],
  { language, seconds }: { language: string; seconds: number },
  context: TaskContext,
): Promise<ProducedArtifact[]> {
  return [
    await storeText(toSrt(captions, seconds), `${language}.srt`, 'application/x-subrip', context),
    await storeText(toVtt(captions, seconds), `${language}.vtt`, 'text/vtt', context),
  ]
}
