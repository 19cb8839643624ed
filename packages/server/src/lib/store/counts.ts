import type { TranslationStatus } from 'video-translation-client'

/**
 * The reasons why a task waits. `worker`: it could start now. `retry`: it failed, and its next try
 * is later. `source`: the source is not prepared yet.
 */
export const QUEUE_REASONS = ['worker', 'retry', 'source'] as const

export type QueueReason = (typeof QUEUE_REASONS)[number]

/** Counts over all nodes, for metrics. */
export interface Counts {
  translations: Partial<Record<TranslationStatus, number>>
  /** Waiting tasks. */
  queue: Record<QueueReason, number>
  /** Running tasks by engine. */
  running: Record<string, number>
  /** Webhook messages that are to be sent: now, or at their next try. */
  webhooks: { now: number; later: number }
}
