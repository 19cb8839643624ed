import type { WebhookEventType } from 'video-translation-client'
import type { WebhookMessage } from 'video-translation-client/webhooks'
import type { TranslationRecord } from './records.ts'

/**
 * The webhook messages to deliver. A message is written in the transaction that changes its
 * translation, so no change is lost. A new message supersedes the undelivered ones of its
 * translation, and only one of them is sent at a time, so they arrive in order.
 */
export interface Outbox {
  /** Claims the message that has been due longest, for `leaseMs`. Undefined when none is due. */
  claim(worker: string, leaseMs: number, filter?: MessageFilter): Promise<ClaimedMessage | undefined>
  /** The owners of messages that are due. */
  dueOwners(): Promise<string[]>
  /** Records an attempt and its outcome. False, with nothing recorded, when the lease was lost. */
  settle(lease: MessageLease, attempt: Attempt, outcome: AttemptOutcome): Promise<boolean>
  /**
   * Sends the newest message of a translation again, with the same id, and re-enables a receiver
   * that was disabled by a 410.
   * @returns false when the translation has no message
   */
  redeliver(translationId: string): Promise<boolean>
  /** The messages of a translation, newest first. Undefined when the translation does not exist. */
  log(translationId: string): Promise<OutboxLog | undefined>
  /**
   * When the next message becomes due after `afterMs`: epoch milliseconds, or undefined when none
   * waits.
   */
  nextDue(afterMs?: number): Promise<number | undefined>
  /** Deletes older attempts and settled messages; the newest message of each translation stays. */
  prune(beforeMs: number): Promise<void>
  /** Calls back when a message may have become due. Only a hint. */
  onDue(listener: () => void): () => void
  /** Calls back when a message was given up because its row, or its receiver, cannot be read. */
  onDamage(listener: (messageId: string, reason: string) => void): () => void
}

/** The messages that a deliverer has capacity for. */
export interface MessageFilter {
  owner: string
  exceptHosts: ReadonlySet<string>
}

/** Deliveries are limited for each pair of owner and receiving host. */
export interface Lane {
  owner: string
  /** Empty for the server's own receiver. */
  host: string
}

/** The receiver of a translation's webhooks. */
export interface Receiver {
  /** Absent: the server's own. */
  url?: string
  /** Absent: the server's own. */
  secret?: string
  events: WebhookEventType[]
  /** The receiver has answered 410. */
  disabled?: boolean
}

export type MessageState = WebhookMessage['state']

/** The right to settle a message. It becomes worthless once the message is claimed again. */
export interface MessageLease {
  messageId: string
  worker: string
  attempt: number
}

/** A message with everything that a deliverer needs to send it. */
export interface ClaimedMessage {
  lease: MessageLease
  type: WebhookEventType
  receiver: Receiver
  lane: Lane
  /** The translation as it was when the message was written. */
  record: TranslationRecord
  /** How many times it was tried, this time included, since it was created or redelivered. */
  tries: number
  /** When it was created or redelivered: epoch milliseconds. */
  since: number
}

/** One request to a receiver. Instants are epoch milliseconds. */
export interface Attempt {
  at: number
  durationMs: number
  status?: number
  error?: string
}

/**
 * The outcome of an attempt. `disabled`: the receiver gets no more messages of this translation.
 */
export type AttemptOutcome = 'delivered' | 'failed' | 'disabled' | { retryAt: number }

export interface OutboxLog {
  receiver?: Receiver
  messages: MessageRecord[]
}

/** A message as a reader sees it. */
export interface MessageRecord {
  id: string
  type: WebhookEventType
  version: number
  state: MessageState
  createdAt: number
  /** Present while the message is pending. */
  dueAt?: number
  /** Oldest first. */
  attempts: Attempt[]
}
