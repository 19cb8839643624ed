import type { WebhookSettings } from '../config/webhook-settings.ts'

/** A message that was not delivered. */
export interface FailedDelivery {
  /** How many times it was tried, at least once. */
  tries: number
  /** When it was first due: epoch milliseconds, like `now`. */
  since: number
  now: number
  /** The delay that the receiver requested. */
  retryAfterMs?: number | undefined
  /** From 0 to 1. */
  random: number
}

/**
 * When to try again, or undefined to give up. The last try comes at the deadline, however long the
 * receiver asked to wait. The random part keeps receivers that failed together from being tried
 * again together.
 */
export function retryAt(
  { tries, since, now, retryAfterMs = 0, random }: FailedDelivery,
  { retryDelaysMs, giveUpAfterMs }: Pick<WebhookSettings, 'retryDelaysMs' | 'giveUpAfterMs'>,
): number | undefined {
  const deadline = since + giveUpAfterMs
  if (now >= deadline) return undefined
  const delayMs = (retryDelaysMs[tries - 1] ?? retryDelaysMs.at(-1) ?? 0) * (0.8 + random * 0.4)
  return Math.min(deadline, now + Math.round(Math.max(delayMs, retryAfterMs)))
}

/** Reads `Retry-After`, in seconds or as a date. Undefined when it says nothing. */
export function parseRetryAfter(header: string | string[] | undefined, now: number): number | undefined {
  if (typeof header !== 'string') return undefined
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
