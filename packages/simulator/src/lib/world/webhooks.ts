import type { Clock } from '../clock.ts'
import type { Job } from './job.ts'

/** Sends what a face has to tell, and tries again where it does not arrive. */
export interface Webhooks {
  send(message: WebhookMessage): void
  /** Every attempt so far, the last at the end. */
  readonly log: readonly WebhookAttempt[]
}

export interface WebhookMessage {
  url: string
  /** Whose scenario says whether it is lost or comes twice. */
  job: Job
  /** What happened, for the log, e.g. `video_translate.success`. */
  event: string
  body: string
  /**
   * Headers of one attempt: signatures are the face's matter. The instant is the real one, in milliseconds since 1970: who
   * verifies a signature looks at a real clock.
   */
  headers(sentAtMs: number): Record<string, string> | Promise<Record<string, string>>
  /** Pauses before each further attempt, in simulated time. Default: 5 s, 30 s, 2 min, 10 min. */
  retryMs?: readonly number[]
}

export interface WebhookAttempt {
  jobId: string
  event: string
  url: string
  /** Counted from 1. */
  attempt: number
  atMs: number
  /** The receiver's answer; absent where there was none. */
  status?: number
  /** Why there was none. */
  error?: string
}

const RETRY_MS = [5000, 30_000, 120_000, 600_000]
const PATIENCE_MS = 15_000
const LONGEST_LOG = 500

/** @param fetcher what delivers: `fetch`, or a test's own. */
export function createWebhooks(clock: Clock, fetcher: typeof fetch): Webhooks {
  const log: WebhookAttempt[] = []
  return {
    log,
    send(message) {
      for (let copy = 0; copy < message.job.behaviour.webhookCopies; copy++) void attempt(message, 1)
    },
  }

  async function attempt(message: WebhookMessage, number: number): Promise<void> {
    const entry: WebhookAttempt = {
      jobId: message.job.id,
      event: message.event,
      url: message.url,
      attempt: number,
      atMs: clock.nowMs(),
      ...(await deliver(message)),
    }
    if (log.push(entry) > LONGEST_LOG) log.shift()
    const pauseMs = (message.retryMs ?? RETRY_MS)[number - 1]
    const arrived = entry.status !== undefined && entry.status >= 200 && entry.status < 300
    if (!arrived && pauseMs !== undefined) clock.after(pauseMs, () => void attempt(message, number + 1))
  }

  async function deliver({
    url,
    body,
    headers,
  }: WebhookMessage): Promise<{ status: number } | { error: string }> {
    try {
      const response = await fetcher(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(await headers(Date.now())) },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      await response.body?.cancel()
      return { status: response.status }
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) }
    }
  }
}
