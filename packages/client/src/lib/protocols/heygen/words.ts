import type { StatusMap } from '../status-map.ts'

/**
 * HeyGen uses different words in each endpoint (heygen-com/heygen-cli, `gen/video-translate.go` and
 * `gen/video-translation-batch.go`; docs.heygen.com, `video-translate-status`):
 * - `GET /v3/video-translations/{id}`: pending, running, completed, failed;
 * - `statuses` and batches: queued, processing, completed, failed, not_found; by its documentation
 *   also waiting, from `GET /v1/video_status.get`;
 * - version 2: success;
 * - HeyGen's own skill for version 3 waits for succeeded.
 */
export const HEYGEN_WORDS: StatusMap = {
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

/**
 * Whether a word stands for the status. Unlike `mapStatus` it does not warn about unknown words.
 */
export function meansStatus(status: 'completed' | 'error', rawStatus: string): boolean {
  const word = rawStatus.toLowerCase()
  return Object.hasOwn(HEYGEN_WORDS, word) && HEYGEN_WORDS[word] === status
}
