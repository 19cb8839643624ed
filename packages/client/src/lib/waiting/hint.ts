import { invalid } from '../errors.ts'

/**
 * What `notify` takes: an id, perhaps with the version that is there now, or a webhook's parsed
 * event about it.
 */
export interface Hint {
  id?: string
  version?: number
  /** In an event of Standard Webhooks: the translation. The outer `id` is then the event's. */
  data?: { id?: string; version?: number }
}

export function readHint(payload: Hint): { id: string; version?: number | undefined } {
  const { id, version } = payload?.data ?? payload ?? {}
  if (typeof id === 'string' && id) return { id, version }
  throw invalid('`notify` takes a parsed event or { id }.')
}
