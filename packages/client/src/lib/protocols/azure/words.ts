import type { Words } from '../meaning.ts'

/**
 * `Status` of Azure's specification, which iterations and operations have (and translations had in preview versions), and
 * `NotFound` for one language of several that the service has no longer.
 */
export const AZURE_WORDS = {
  NotStarted: 'pending',
  Running: 'running',
  Succeeded: 'completed',
  Failed: { status: 'error', code: 'failed' },
  Canceled: { status: 'canceled', code: 'canceled' },
  NotFound: { status: 'error', code: 'deleted' },
} satisfies Words
