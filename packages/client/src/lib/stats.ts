import type { TranslationStatus } from './translation.ts'

/** Statistics of the translations of a key, from `GET /v1/stats`. */
export interface TranslationStats {
  /** The first day, e.g. `2026-01-18`; days are those of UTC. */
  since: string
  days: number
  /** How many translations match, of any day. */
  counts: { all: number; byStatus: Record<TranslationStatus, number> }
  /** The targets that ended in these days. */
  total: ResultStats
  /** The same by day, the oldest first. Days without any are there. */
  byDay: (ResultStats & { date: string })[]
  byEngine: (ResultStats & { engine: string })[]
  /** By language of the target. */
  byLanguage: (ResultStats & { language: string })[]
  /** Only the newest 20,000 of those targets count, because there are more. */
  sampled?: true
  /** Receivers of webhooks that failed in these days. */
  failingWebhooks: { host: string; failed: number; waiting: number }[]
  /** The server as a whole. Only for keys with the scope `admin`, and on a server without keys. */
  server?: {
    /** Workers that are alive. */
    workers: number
    /** Tasks that they run. */
    running: number
    /** Tasks that wait for a worker, for another try, or for their source. */
    waiting: { worker: number; retry: number; source: number }
  }
}

/** Targets that have ended. */
export interface ResultStats {
  completed: number
  error: number
  canceled: number
  /** Minutes of source in the completed targets, as far as its length is known. */
  minutes: number
  /**
   * Seconds of work for a minute of the source, of the completed targets: the median, and the
   * slowest tenth. Absent: none has a known length.
   */
  secondsPerMinute?: { median: number; slowest: number }
}
