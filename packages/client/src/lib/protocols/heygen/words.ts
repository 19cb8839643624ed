import type { Words } from '../meaning.ts'

/**
 * HeyGen has a vocabulary for each way of asking: `GET /v3/video-translations/{id}` says pending, running, completed, failed; `statuses`
 * and batches say queued, processing, completed, failed, and not_found; version 2 says success (heygen-com/heygen-cli, `gen/video-translate.go`
 * and `gen/video-translation-batch.go`; docs.heygen.com, `video-translate-status`). `statuses` promises the words of
 * `GET /v1/video_status.get`, which has waiting, too. `succeeded` is what HeyGen's own skill for version 3 waits for.
 */
export const HEYGEN_WORDS: Words = {
  pending: 'pending',
  queued: 'pending',
  waiting: 'pending',
  running: 'running',
  processing: 'running',
  completed: 'completed',
  success: 'completed',
  succeeded: 'completed',
  failed: 'error',
  not_found: { status: 'error', code: 'not_found' },
}

/** What a word means, without a warning about one that nobody knows. */
export function isWordFor(status: 'completed' | 'error', word: string): boolean {
  const meaning = Object.hasOwn(HEYGEN_WORDS, word.toLowerCase()) && HEYGEN_WORDS[word.toLowerCase()]
  return meaning !== undefined && meaning === status
}
