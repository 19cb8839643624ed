import type { Logger } from '../logger.ts'
import { warnOnce } from '../native/read-translation.ts'
import type { Failure, TranslationStatus } from '../translation.ts'

/** A status, with a code if the server's word says more than a status, e.g. `rejected`. */
export type MappedStatus = TranslationStatus | { status: TranslationStatus; code?: string; stale?: true }

/** The status for each word that a server uses. Upper and lower case are the same. */
export type StatusMap = Readonly<Record<string, MappedStatus>>

/** A status, and the facts that the server's word implies. */
export interface StatusFacts {
  status: TranslationStatus
  rawStatus: string
  stale?: true
  error?: Failure
}

/**
 * Looks up a server's word. An unknown word counts as `running`: it neither ends a wait nor breaks
 * it.
 */
export function mapStatus(words: StatusMap, word: string | number, id: string, log: Logger): StatusFacts {
  const rawStatus = String(word)
  const key = Object.keys(words).find((known) => known.toLowerCase() === rawStatus.toLowerCase())
  if (key === undefined) warnOnce(log, id, rawStatus)
  const mapped = (key !== undefined && words[key]) || 'running'
  if (typeof mapped === 'string') return { status: mapped, rawStatus }
  const { status, code, stale } = mapped
  const error = code && { error: { code, message: `The server says ${rawStatus}.` } }
  return { status, rawStatus, ...(stale && { stale }), ...error }
}
