import type { Clock } from '../clock.ts'
import { Refusal } from '../refusal.ts'
import { evictOldest } from './evict-oldest.ts'

/** Answers to requests that carried an idempotency key. */
export interface Idempotency {
  /**
   * Runs `make` once for a key; a repeat gets the first answer again. A null key always runs it,
   * and an answer of 500 or more is not kept.
   * @param fingerprint two requests are the same if their fingerprints are, e.g. their bodies
   * @throws Refusal 409 `request_in_progress` while the first request is still being answered
   */
  once(
    key: string | null,
    fingerprint: string,
    make: () => Response | Promise<Response>,
    rules?: IdempotencyRules,
  ): Promise<Response>
}

/** How a face treats repeated keys. */
export interface IdempotencyRules {
  /** Life of an answer, in simulated time. Default: 24 hours. */
  keepMs?: number
  /** Refuses a different request under the same key. Default: it gets the first answer, too. */
  onMismatch?: () => never
}

const DAY_MS = 86_400_000
/** Number of answers that are kept. Beyond it, the oldest answer goes before its time. */
const MAX_KEYS = 10_000

interface Entry {
  fingerprint: string
  /** Simulated instant at which the answer expires. */
  untilMs: number
  answer?: StoredAnswer
}

/** An answer whose body is bytes: a clone would hang if nobody reads the original. */
interface StoredAnswer {
  status: number
  headers: Headers
  bytes: ArrayBuffer
}

export function createIdempotency(clock: Clock): Idempotency {
  const entries = new Map<string, Entry>()
  const answerFirst = async (
    key: string,
    entry: Entry,
    make: () => Response | Promise<Response>,
  ): Promise<Response> => {
    forgetExpired()
    // Deleting first puts the key last, among the newest.
    entries.delete(key)
    entries.set(key, entry)
    evictOldest(entries, MAX_KEYS, { isEvictable: ({ answer }) => answer !== undefined })
    try {
      const answer = await make()
      if (answer.status >= 500) entries.delete(key)
      entry.answer = { status: answer.status, headers: answer.headers, bytes: await answer.arrayBuffer() }
      return toResponse(entry.answer)
    } catch (error) {
      entries.delete(key)
      throw error
    }
  }

  /**
   * Removes expired entries from the oldest on. An entry with a longer life delays those behind it.
   */
  const forgetExpired = (): void => {
    for (const [key, { untilMs }] of entries) {
      if (clock.nowMs() < untilMs) return
      entries.delete(key)
    }
  }

  return {
    async once(key, fingerprint, make, { keepMs = DAY_MS, onMismatch } = {}) {
      if (key === null) return await make()
      const before = entries.get(key)
      if (before && clock.nowMs() < before.untilMs) return repeat(before, fingerprint, onMismatch)
      return await answerFirst(key, { fingerprint, untilMs: clock.nowMs() + keepMs }, make)
    },
  }
}

function repeat({ fingerprint, answer }: Entry, other: string, onMismatch?: () => never): Response {
  if (other !== fingerprint) onMismatch?.()
  if (answer) return toResponse(answer)
  throw new Refusal(409, 'request_in_progress', 'The first request with this key is still being answered.', {
    retryAfterSeconds: 1,
  })
}

function toResponse({ status, headers, bytes }: StoredAnswer): Response {
  return new Response(bytes.byteLength > 0 ? bytes : null, { status, headers })
}
