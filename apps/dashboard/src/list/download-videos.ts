import { useState } from 'react'
import type { Translation, VideoTranslationClient } from 'video-translation-client'
import type { LiveFilter } from 'video-translation-client/live'
import { useSession } from '../session/session.ts'
import { say } from '../shell/message-store.ts'
import { saveFile } from '../ui/save-file.ts'
import type { Ticked } from './selection.ts'

/** Browsers ask once whether a page may save several files, and drop those that come too fast. */
const BETWEEN_MS = 400

/** Saves the videos of all that are ticked, also of those that are not loaded. */
export function useDownloads(filter: LiveFilter, { ids, isAll }: Ticked): () => Promise<void> {
  const { client, live } = useSession()
  const [isReading, setIsReading] = useState(false)
  return async () => {
    if (isReading) return
    setIsReading(true)
    try {
      downloadVideos(isAll ? await allOf(client, filter) : [...ids].flatMap((id) => live.get(id) ?? []))
    } catch (error) {
      say('bad', (error as Error).message)
    } finally {
      setIsReading(false)
    }
  }
}

async function allOf(client: VideoTranslationClient, filter: LiveFilter): Promise<Translation[]> {
  const all: Translation[] = []
  for await (const translation of client.list({ ...filter, limit: 100 })) all.push(translation)
  return all
}

/** Saves the videos of all targets that have one. The links need no key. */
function downloadVideos(translations: readonly Translation[]): void {
  const artifacts = translations.flatMap(({ targets }) => targets.flatMap((target) => target.artifacts))
  const videos = artifacts.filter(
    ({ mediaType, url }) => url !== undefined && /^(video|audio)\//.test(mediaType),
  )
  videos.forEach(({ url = '', name }, index) => setTimeout(() => saveFile(url, name), index * BETWEEN_MS))
}
