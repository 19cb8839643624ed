import type { Target } from 'video-translation-client'

/** What the stage plays. */
export interface StageMedia {
  url: string | undefined
  /** When it was made. Absent while the target is worked on. */
  finishedAt: string | undefined
}

export function mediaOf(target: Target | undefined): StageMedia {
  const isMedia = /^(video|audio)\//
  const media = target?.artifacts.find(({ mediaType, url }) => url !== undefined && isMedia.test(mediaType))
  return { url: media?.url, finishedAt: target?.finishedAt }
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
