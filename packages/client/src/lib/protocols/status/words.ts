import type { StatusMap } from '../status-map.ts'

/**
 * The usual words. The requirements have `pending`, `completed` and `error`; real servers use the
 * others.
 */
export const STATUS_WORDS: StatusMap = {
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
