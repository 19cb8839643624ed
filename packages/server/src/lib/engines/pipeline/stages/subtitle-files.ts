import { toAss, type AssOptions } from '../../../media/subtitles/ass.ts'
import type { Caption } from '../../../media/subtitles/captions.ts'
import { type SubtitleOptions, toSrt, toVtt } from '../../../media/subtitles/formats.ts'
import type { ProducedArtifact, TaskContext } from '../../engine.ts'
import { storeText } from './stage-files.ts'

/** Stores captions that are laid out as SubRip and WebVTT: `es.srt`, `es.vtt`. */
export async function storeSubtitles(
  captions: readonly Caption[],
  { language, ...options }: SubtitleOptions & { language: string },
  context: TaskContext,
): Promise<ProducedArtifact[]> {
  return [
    await storeText(toSrt(captions, options), `${language}.srt`, 'application/x-subrip', context),
    await storeText(toVtt(captions, options), `${language}.vtt`, 'text/vtt', context),
  ]
}

/** Stores the captions of a target, which have styles too: `es.ass`. */
export async function storeTargetSubtitles(
  captions: readonly Caption[],
  options: AssOptions,
  context: TaskContext,
): Promise<ProducedArtifact[]> {
  const language = options.languages.text
  const plain = await storeSubtitles(captions, { ...options, language }, context)
  return [...plain, await storeText(toAss(captions, options), `${language}.ass`, 'text/x-ssa', context)]
}
