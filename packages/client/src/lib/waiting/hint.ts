import { invalid } from '../errors.ts'

/** The argument of `notify`: an id with an optional version, or the parsed event of a webhook. */
export interface Hint {
  id?: string | undefined
  version?: number | undefined
  /** The translation in an event of Standard Webhooks. The outer `id` is then that of the event. */
  data?: { id?: string | undefined; version?: number | undefined } | undefined
}

export function readHint(payload: Hint): { id: string; version?: number | undefined } {
  const { id, version } = payload?.data ?? payload ?? {}
  if (typeof id === 'string' && id) return { id, version }
  throw invalid('`notify` takes a parsed event or { id }.')
}
