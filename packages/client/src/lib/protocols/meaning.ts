import type { Logger } from '../logger.ts'
import { warnOnce } from '../native/read-translation.ts'
import type { Failure, TranslationStatus } from '../translation.ts'

/** What a word means: a status, with a code where the word says more than that, as `rejected` or `deleted`. */
export type Meaning = TranslationStatus | { status: TranslationStatus; code?: string; stale?: true }

/** A server's own words for a status, each with its meaning. Upper and lower case are the same. */
export type Words = Readonly<Record<string, Meaning>>

/** A status as this client has it, beside the server's own word. */
export interface Meant {
  status: TranslationStatus
  rawStatus: string
  stale?: true
  error?: Failure
}

/** A word that nobody knows counts as running: it must neither end a wait nor break it. */
export function meaningOf(words: Words, word: string | number, id: string, log: Logger): Meant {
  const rawStatus = String(word)
  const key = Object.keys(words).find((known) => known.toLowerCase() === rawStatus.toLowerCase())
  if (key === undefined) warnOnce(log, id, rawStatus)
  const meaning = (key !== undefined && words[key]) || 'running'
  if (typeof meaning === 'string') return { status: meaning, rawStatus }
  const { status, code, stale } = meaning
  const error = code && { error: { code, message: `The server says ${rawStatus}.` } }
  return { status, rawStatus, ...(stale && { stale }), ...error }
}
