import type { StatusMap } from '../status-map.ts'

/**
 * Words of `/v1/dubbing`. The vendor documents no words for the status of a dub, so these are the
 * values of the list's filter (`DubbingListRequestDubbingStatusesItem` of the SDK 2.73.0).
 */
export const DUB_WORDS: StatusMap = {
  queued: 'pending',
  preparing: 'running',
  dubbing: 'running',
  dubbed: 'completed',
  failed: 'error',
  // This client's own word, for one of several dubs that was deleted.
  not_found: { status: 'error', code: 'deleted' },
}

/**
 * Words of dubbing projects (`DubbingProjectResponseStatus`) and of their languages
 * (`DubbingLanguageResponseStatus`). `ready` means that the source is prepared: a project without a
 * language then waits for a person to add one.
 */
export const PROJECT_WORDS: StatusMap = {
  queued: 'pending',
  preparing: 'running',
  processing: 'running',
  ready: 'needs_input',
  completed: 'completed',
  stale: { status: 'completed', stale: true },
  failed: 'error',
}
