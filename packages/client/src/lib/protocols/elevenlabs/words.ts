import type { Words } from '../meaning.ts'

/**
 * Words of `/v1/dubbing`. A dub tells its status in a text without a list of words; these are what the list can be filtered by
 * (`DubbingListRequestDubbingStatusesItem` of the SDK 2.73.0).
 */
export const DUB_WORDS: Words = {
  queued: 'pending',
  preparing: 'running',
  dubbing: 'running',
  dubbed: 'completed',
  failed: 'error',
  // No word of the vendor's: one of several dubs that is there no more.
  not_found: { status: 'error', code: 'deleted' },
}

/**
 * Words of dubbing projects (`DubbingProjectResponseStatus`) and of their languages (`DubbingLanguageResponseStatus`). `ready` says
 * that the source is prepared: a project without a language then waits for somebody to add one.
 */
export const PROJECT_WORDS: Words = {
  queued: 'pending',
  preparing: 'running',
  processing: 'running',
  ready: 'needs_input',
  completed: 'completed',
  stale: { status: 'completed', stale: true },
  failed: 'error',
}
