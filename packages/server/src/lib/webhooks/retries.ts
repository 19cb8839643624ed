import type { WebhookSettings } from '../config/webhook-settings.ts'

/** A message that did not arrive. */
export interface Miss {
  /** How often it was tried, at least once. */
  tries: number
  /** When it was first to be sent; epoch milliseconds, as `now`. */
  since: number
  now: number
  /** For how long the receiver asked not to be asked again. */
  askedMs?: number | undefined
  /** From 0 to 1. */
  random: number
}

/**
 * When to try again, or undefined when it is given up. The last try comes when the time is up, however long the receiver
 * asked to wait. Receivers that failed together are not tried again together.
 */
export function retryAt(
  { tries, since, now, askedMs = 0, random }: Miss,
  { retryDelaysMs, giveUpAfterMs }: Pick<WebhookSettings, 'retryDelaysMs' | 'giveUpAfterMs'>,
): number | undefined {
  const deadline = since + giveUpAfterMs
  if (now >= deadline) return undefined
  const delayMs = (retryDelaysMs[tries - 1] ?? retryDelaysMs.at(-1) ?? 0) * (0.8 + random * 0.4)
  return Math.min(deadline, now + Math.round(Math.max(delayMs, askedMs)))
}

/** What `Retry-After` says, in seconds or as a date. Undefined where it says nothing. */
export function retryAfterMs(header: string | string[] | undefined, now: number): number | undefined {
  if (typeof header !== 'string') return undefined
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
