import type { StatusMap } from '../status-map.ts'

/**
 * `Status` of iterations and operations in Azure's specification. `NotFound` is this client's own,
 * for one language of several that Azure has deleted.
 */
export const AZURE_WORDS = {
  NotStarted: 'pending',
  Running: 'running',
  Succeeded: 'completed',
  Failed: { status: 'error', code: 'failed' },
  Canceled: { status: 'canceled', code: 'canceled' },
  NotFound: { status: 'error', code: 'deleted' },
} satisfies StatusMap
