import type { WebhookEventType } from 'video-translation-client'
import type { WebhookMessage } from 'video-translation-client/webhooks'
import type { TranslationRecord } from './store.ts'

/**
 * What receivers are still to be told. A message is written in the transaction that changes its translation, so whatever
 * has happened is told. Of one translation the newest supersedes those that were not delivered yet, and no two are on
 * their way at once, so they arrive in order.
 */
export interface Outbox {
  /** Takes the message that has been due for longest, for `leaseMs`. Undefined when nothing is. */
  claim(worker: string, leaseMs: number, wanted?: Wanted): Promise<ClaimedMessage | undefined>
  /** The owners of messages that are due. */
  dueOwners(): Promise<string[]>
  /** Notes an attempt and what follows from it. False when the lease was lost: then nothing is noted. */
  settle(lease: MessageLease, attempt: Attempt, next: Next): Promise<boolean>
  /** Sends the newest message of a translation again, with its id, and enables what a 410 had disabled. False without any. */
  redeliver(translationId: string): Promise<boolean>
  /** What became of the messages of a translation, newest first. Undefined when it does not exist. */
  log(translationId: string): Promise<OutboxLog | undefined>
  /** When the next message becomes due, after `afterMs`: epoch milliseconds, or undefined when none is waiting. */
  nextDue(afterMs?: number): Promise<number | undefined>
  /** Forgets attempts from before, and messages that were settled before; the newest of each translation stays. */
  prune(beforeMs: number): Promise<void>
  /** Calls back when a message may have become due. A hint. */
  onDue(listener: () => void): () => void
}

/** Which messages a deliverer has a place for. */
export interface Wanted {
  owner: string
  exceptHosts: ReadonlySet<string>
}

/** The owner of the receiver that a message goes to. */
export interface Lane {
  owner: string
  /** Empty for the server's own receiver. */
  host: string
}

/** Whom a translation's changes are told to. */
export interface Receiver {
  /** Absent: the server's own. */
  url?: string
  /** Absent: the server's own. */
  secret?: string
  events: WebhookEventType[]
  /** It has answered 410. */
  disabled?: boolean
}

export type MessageState = WebhookMessage['state']

/** The right to settle a message; worthless once it was claimed again. */
export interface MessageLease {
  messageId: string
  worker: string
  attempt: number
}

/** What a deliverer gets. */
export interface ClaimedMessage {
  lease: MessageLease
  type: WebhookEventType
  receiver: Receiver
  lane: Lane
  /** The translation as it was when this happened. */
  record: TranslationRecord
  /** How often it was tried, this time included, since it was made or asked to be sent again. */
  tries: number
  /** Since when: epoch milliseconds. */
  since: number
}

/** One request to a receiver. Instants are epoch milliseconds. */
export interface Attempt {
  at: number
  durationMs: number
  status?: number
  error?: string
}

/** What follows from an attempt. `disabled` is the receiver's: it is told nothing more of this translation. */
export type Next = 'delivered' | 'failed' | 'disabled' | { retryAt: number }

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
  /** While it is pending. */
  dueAt?: number
  /** Oldest first. */
  attempts: Attempt[]
}
