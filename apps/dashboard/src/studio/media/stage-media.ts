import type { Artifact, PlaybackFile, Target, Translation } from 'video-translation-client'

/** What one side of the stage plays. */
export interface StageMedia {
  url: string | undefined
  /** There is a sound and no picture. */
  isSound: boolean
  /** When it was made. Absent while the target is worked on. */
  finishedAt: string | undefined
}

/** The video of a target, or its sound. */
export function resultOf(target: Target | undefined): Artifact | undefined {
  const isMedia = ({ mediaType, url }: Artifact) => url !== undefined && /^(video|audio)\//.test(mediaType)
  return target?.artifacts.find(isMedia)
}

export function mediaOf(target: Target | undefined): StageMedia {
  const media = resultOf(target)
  return { url: media?.url, isSound: isSound(media), finishedAt: target?.finishedAt }
}

/** The source is not made anew, so it has no time. */
export function sourceMediaOf(translation: Translation): StageMedia {
  const file = sourceOf(translation)
  return { url: file?.url, isSound: isSound(file), finishedAt: undefined }
}

function isSound(media: Pick<Artifact, 'mediaType'> | undefined): boolean {
  return media?.mediaType.startsWith('audio/') ?? false
}

/** What was translated, as far as a browser can play it: itself, or a smaller copy. */
export function sourceOf({ playback = [] }: Translation): PlaybackFile | undefined {
  const find = (wanted: PlaybackFile['kind']) => playback.find(({ kind }) => kind === wanted)
  const source = find('source')
  return find('proxy') ?? (source?.playable === false ? undefined : source)
}

/** Whether there is a source that browsers usually cannot play, so that a copy has to be made. */
export function needsCopy(translation: Translation): boolean {
  const hasSource = translation.playback?.some(({ kind }) => kind === 'source') ?? false
  return hasSource && sourceOf(translation) === undefined
}

/**
 * Whether the stage must load it. A link that is renewed must not stop what plays, but a result
 * that was made anew has the same path.
 */
export function isNewer(next: StageMedia, shown: StageMedia): boolean {
  if (next.url === undefined) return false
  if (shown.url === undefined || pathOf(next.url) !== pathOf(shown.url)) return true
  return next.finishedAt !== undefined && next.finishedAt !== shown.finishedAt
}

function pathOf(url: string): string {
  return url.split('?')[0] ?? ''
}
