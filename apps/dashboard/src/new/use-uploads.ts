import { useEffect, useSyncExternalStore } from 'react'
import type { VideoTranslationClient } from 'video-translation-client'
import { useSession } from '../session/session.ts'
import { afterPaint } from '../ui/after-paint.ts'
import { keptUploads, ownerOf } from './kept-uploads.ts'
import { loadUploading, UploadQueue } from './upload-queue.ts'

const queues = new WeakMap<VideoTranslationClient, UploadQueue>()

/** The uploads of this page load. They go on while other pages are shown. */
export function useUploads(): UploadQueue {
  const { client, apiKey } = useSession()
  const queue = queues.get(client) ?? new UploadQueue(client, keptUploads(ownerOf(apiKey)))
  queues.set(client, queue)
  useSyncExternalStore(
    (listener) => queue.listen(listener),
    () => queue.uploads,
  )
  // It is there by the time a file is chosen, even if the connection is not.
  useEffect(() => afterPaint(() => void loadUploading().catch(() => {})), [])
  return queue
}
