import type { Clock } from '../clock.ts'
import { Refusal } from '../serving/refusal.ts'
import { surplus } from './surplus.ts'

/** Answers to requests that carried an idempotency key. */
export interface Idempotency {
  /**
   * Does something once for a key; a repeat gets the first answer again. Without a key it is simply done. What failed with an
   * error of the server (5xx) is not kept.
   * @param fingerprint what makes two requests the same, e.g. the body.
   * @throws Refusal 409 `request_in_progress` while the first is still being answered
   */
  once(
    key: string | null,
    fingerprint: string,
    make: () => Response | Promise<Response>,
    rules?: IdempotencyRules,
  ): Promise<Response>
}

export interface IdempotencyRules {
  /** How long an answer is kept, in simulated time. Default: 24 hours. */
  keepMs?: number
  /** Called where another request comes under the same key, to refuse it. Default: the first answer is given again. */
  onOther?: () => never
}

const DAY_MS = 86_400_000
/** Beyond that, the oldest answer is forgotten before its time. */
const MOST_KEYS = 10_000

interface Entry {
  fingerprint: string
  /** When it expires, in simulated time. */
  untilMs: number
  answer?: Kept
}

/** An answer, with its body as bytes: a clone would be read in step with the first, and hang where that is never read. */
interface Kept {
  status: number
  headers: Headers
  bytes: ArrayBuffer
}

export function createIdempotency(clock: Clock): Idempotency {
  const entries = new Map<string, Entry>()
  return {
    async once(key, fingerprint, make, { keepMs = DAY_MS, onOther } = {}) {
      if (key === null) return await make()
      const before = entries.get(key)
      if (before && clock.nowMs() < before.untilMs) return repeat(before, fingerprint, onOther)
      return await first(key, { fingerprint, untilMs: clock.nowMs() + keepMs }, make)
    },
  }

  async function first(
    key: string,
    entry: Entry,
    make: () => Response | Promise<Response>,
  ): Promise<Response> {
    forgetExpired()
    // Removed first, so that it stands among the newest.
    entries.delete(key)
    entries.set(key, entry)
    for (const old of surplus(entries, MOST_KEYS, ({ answer }) => answer !== undefined)) entries.delete(old)
    try {
      const answer = await make()
      if (answer.status >= 500) entries.delete(key)
      entry.answer = { status: answer.status, headers: answer.headers, bytes: await answer.arrayBuffer() }
      return again(entry.answer)
    } catch (error) {
      entries.delete(key)
      throw error
    }
  }

  /** The oldest come first. One that is to be kept for longer keeps those behind it, but none for ever. */
  function forgetExpired(): void {
    for (const [key, { untilMs }] of entries) {
      if (clock.nowMs() < untilMs) return
      entries.delete(key)
    }
  }
}

function repeat({ fingerprint, answer }: Entry, other: string, onOther?: () => never): Response {
  if (other !== fingerprint) onOther?.()
  if (answer) return again(answer)
  throw new Refusal(409, 'request_in_progress', 'The first request with this key is still being answered.', {
    retryAfterSeconds: 1,
  })
}

function again({ status, headers, bytes }: Kept): Response {
  return new Response(bytes.byteLength > 0 ? bytes : null, { status, headers })
}
