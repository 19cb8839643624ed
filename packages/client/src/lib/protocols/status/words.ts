import type { Words } from '../meaning.ts'

/** Words that such servers use. The contracts have `pending`, `completed` and `error`; the others are seen in the wild. */
export const STATUS_WORDS: Words = {
  pending: 'pending',
  queued: 'pending',
  running: 'running',
  processing: 'running',
  in_progress: 'running',
  completed: 'completed',
  done: 'completed',
  success: 'completed',
  error: 'error',
  failed: 'error',
  canceled: 'canceled',
  cancelled: 'canceled',
}
