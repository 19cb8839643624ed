import type { Translation } from 'video-translation-client'
import { saveFile } from '../ui/save-file.ts'

/** Browsers ask once whether a page may save several files, and drop those that come too fast. */
const BETWEEN_MS = 400

/** Saves the videos of all targets that have one. The links need no key. */
export function downloadVideos(translations: readonly Translation[]): void {
  const artifacts = translations.flatMap(({ targets }) => targets.flatMap((target) => target.artifacts))
  const videos = artifacts.filter(
    ({ mediaType, url }) => url !== undefined && /^(video|audio)\//.test(mediaType),
  )
  videos.forEach(({ url = '', name }, index) => setTimeout(() => saveFile(url, name), index * BETWEEN_MS))
}
