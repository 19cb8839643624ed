import type { Clock } from '../clock.ts'
import type { SimulatedJob } from './job.ts'

/** Delivers the webhooks of a face, and repeats failed deliveries. */
export interface Webhooks {
  send(message: WebhookMessage): void
  /** The last 500 attempts, the newest at the end. */
  readonly log: readonly WebhookAttempt[]
}

/** A webhook to deliver. */
export interface WebhookMessage {
  url: string
  /** The scenario of this job decides how many copies are sent. */
  job: SimulatedJob
  /** Name of the event for the log, e.g. `video_translate.success`. */
  event: string
  body: string
  /**
   * Makes the headers of one attempt, such as the face's signature.
   * @param sentAtMs real instant in milliseconds since 1970: receivers verify it by a real clock
   */
  headers(sentAtMs: number): Record<string, string> | Promise<Record<string, string>>
  /** Pause before each further attempt, in simulated time. Default: 5 s, 30 s, 2 min, 10 min. */
  retryMs?: readonly number[]
}

/** One attempt to deliver a webhook. */
export interface WebhookAttempt {
  jobId: string
  event: string
  url: string
  /** Number of the attempt, counted from 1. */
  attempt: number
  atMs: number
  /** Status of the receiver's answer; absent if there was none. */
  status?: number
  /** The reason why there was no answer. */
  error?: string
}

const RETRY_MS = [5000, 30_000, 120_000, 600_000]
const TIMEOUT_MS = 15_000
const MAX_LOG_ENTRIES = 500

/** @param fetcher delivers the requests: `fetch`, or a replacement for tests */
export function createWebhooks(clock: Clock, fetcher: typeof fetch): Webhooks {
  const log: WebhookAttempt[] = []

  const attempt = async (message: WebhookMessage, number: number): Promise<void> => {
    const entry: WebhookAttempt = {
      jobId: message.job.id,
      event: message.event,
      url: message.url,
      attempt: number,
      atMs: clock.nowMs(),
      ...(await deliver(message)),
    }
    if (log.push(entry) > MAX_LOG_ENTRIES) log.shift()
    const pauseMs = (message.retryMs ?? RETRY_MS)[number - 1]
    const arrived = entry.status !== undefined && entry.status >= 200 && entry.status < 300
    if (!arrived && pauseMs !== undefined) clock.after(pauseMs, () => void attempt(message, number + 1))
  }

  const deliver = async ({
    url,
    body,
    headers,
  }: WebhookMessage): Promise<{ status: number } | { error: string }> => {
    try {
      const response = await fetcher(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(await headers(Date.now())) },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      await response.body?.cancel()
      return { status: response.status }
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) }
    }
  }

  return {
    log,
    send(message) {
      for (let copy = 0; copy < message.job.behaviour.webhookCopies; copy++) void attempt(message, 1)
    },
  }
}
