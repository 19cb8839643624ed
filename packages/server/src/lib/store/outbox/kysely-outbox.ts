import { type Kysely, sql } from 'kysely'
import type { Dialect, StoreParts, Tx } from '../tables/store-parts.ts'
import { earliestSendTime } from './enqueue.ts'
import { createEmitter, type Emitter } from '../emitter.ts'
import type {
  Attempt,
  AttemptOutcome,
  ClaimedMessage,
  MessageFilter,
  MessageLease,
  Outbox,
  Receiver,
} from '../outbox.ts'
import { addAttempt, pruneLog, readLog } from './log.ts'
import type { Schema, WebhookMessageRow } from '../tables/schema.ts'
import { MAX_DATE_MS, isInstant, isReceiver, isSnapshot } from '../tables/shapes.ts'
import type { TranslationRecord } from '../records.ts'
import { lenientReader } from '../tables/column-reader.ts'

/** @param due emits when a message may have become due */
export function createOutbox(parts: StoreParts, due: Emitter<[]>): Outbox {
  const { db, transact, steady } = parts
  const damaged = createEmitter<[messageId: string, reason: string]>()
  return {
    async claim(worker, leaseMs, filter) {
      for (;;) {
        const request = () => ({ worker, now: steady(), leaseMs, filter })
        const claimed = await transact((tx) => claim(tx, parts.dialect, request()))
        if (claimed === undefined || 'lease' in claimed) return claimed
        damaged.emit(claimed.messageId, claimed.reason)
      }
    },
    dueOwners: () => dueOwners(db, steady()),
    async settle(lease, attempt, outcome) {
      const settled = await transact((tx) => settle(tx, parts, lease, attempt, outcome))
      if (settled) due.emit()
      return settled
    },
    async redeliver(translationId) {
      const found = await transact((tx) => redeliver(tx, parts, translationId))
      if (found) due.emit()
      return found
    },
    log: (translationId) => readLog(db, translationId),
    nextDue: (afterMs) => nextDue(db, afterMs),
    prune: (beforeMs) => pruneLog(db, beforeMs),
    onDue: due.on,
    onDamage: damaged.on,
  }
}

/**
 * Ends all leases after a crash: unsettled messages, messages that wait for one in flight, and
 * messages with a damaged instant become due now.
 */
export async function expireMessageLeases(db: Kysely<Schema>, now: number): Promise<void> {
  await db
    .updateTable('webhook_messages')
    .set({ worker: null, due_at: null })
    .where('worker', 'is not', null)
    .where('state', '!=', 'pending')
    .execute()
  await db
    .updateTable('webhook_messages')
    .set({ worker: null, due_at: now })
    .where('state', '=', 'pending')
    .where(({ or, eb }) =>
      or([eb('worker', 'is not', null), eb('tries', '=', 0), eb('due_at', '>', MAX_DATE_MS)]),
    )
    .execute()
}

interface MessageClaim {
  worker: string
  now: number
  leaseMs: number
  filter: MessageFilter | undefined
}

async function claim(
  tx: Tx,
  dialect: Dialect,
  claim: MessageClaim,
): Promise<ClaimedMessage | DamagedMessage | undefined> {
  const found = await lockDue(tx, dialect, claim)
  if (found === undefined) return undefined
  const { row, receiver } = found
  const record = lenientReader.json<TranslationRecord>(row.snapshot, isSnapshot)
  if (receiver === undefined)
    return await giveUp(tx, row.id, 'The receiver of its translation cannot be read.')
  if (record === undefined) return await giveUp(tx, row.id, 'Its snapshot of the translation cannot be read.')
  const taken = { worker: claim.worker, attempt: row.attempt + 1, tries: row.tries + 1 }
  await update(tx, row.id, { ...taken, due_at: Math.round(claim.now + claim.leaseMs) })
  return {
    lease: { messageId: row.id, worker: claim.worker, attempt: taken.attempt },
    type: row.type,
    receiver,
    lane: { owner: row.owner, host: row.host },
    record,
    tries: taken.tries,
    since: row.since,
  }
}

interface DamagedMessage {
  messageId: string
  reason: string
}

/**
 * Ends a damaged message, because it would otherwise be claimed first every time and block all
 * others.
 */
async function giveUp(tx: Tx, messageId: string, reason: string): Promise<DamagedMessage> {
  await update(tx, messageId, { state: 'failed', due_at: null, worker: null })
  return { messageId, reason }
}

type DueMessage = Pick<WebhookMessageRow, 'id' | 'translation_id' | 'host'>

/**
 * How many messages are scanned for a host with free capacity. A longer backlog of one owner must
 * not slow each claim.
 */
const MAX_SCANNED = 500

/** Messages that another deliverer may have locked meanwhile. */
const MAX_CANDIDATES = 20

/** Locks the message that has been due longest, among those that match the filter. */
async function lockDue(tx: Tx, dialect: Dialect, claim: MessageClaim) {
  for (;;) {
    const candidate = await lockCandidate(tx, dialect, claim)
    if (candidate === undefined) return undefined
    const receiver = await lockReceiver(tx, dialect, candidate.translation_id)
    // Read it again under the lock: another process may have claimed it in between.
    const row = await pending(tx).where('id', '=', candidate.id).executeTakeFirst()
    if (row !== undefined && row.due_at !== null && row.due_at <= claim.now) return { row, receiver }
  }
}

async function lockCandidate(tx: Tx, dialect: Dialect, claim: MessageClaim): Promise<DueMessage | undefined> {
  const found = await findDue(tx, claim)
  if (found.length === 0) return undefined
  const ids = found.slice(0, MAX_CANDIDATES).map(({ id }) => id)
  const query = tx
    .selectFrom('webhook_messages')
    .innerJoin('translations', 'translations.id', 'webhook_messages.translation_id')
    .select(['webhook_messages.id', 'webhook_messages.translation_id', 'webhook_messages.host'])
    .where('webhook_messages.id', 'in', ids)
    .where('webhook_messages.state', '=', 'pending')
    .where('webhook_messages.due_at', '<=', claim.now)
    .orderBy('webhook_messages.due_at')
    .limit(1)
  return await dialect.lockNext(query).executeTakeFirst()
}

/** The due messages that match the filter, the one that has been due longest first. */
async function findDue(tx: Tx, { now, filter }: MessageClaim): Promise<DueMessage[]> {
  const due = tx
    .selectFrom('webhook_messages')
    .select(['id', 'translation_id', 'host'])
    .where('state', '=', 'pending')
    .where('due_at', '<=', now)
    .orderBy('due_at')
  if (!filter) return await due.limit(MAX_CANDIDATES).execute()
  const { owner, exceptHosts } = filter
  const limit = exceptHosts.size === 0 ? MAX_CANDIDATES : MAX_SCANNED
  const found = await due.where('owner', '=', owner).limit(limit).execute()
  return found.filter(({ host }) => !exceptHosts.has(host))
}

function pending(tx: Tx) {
  return tx.selectFrom('webhook_messages').selectAll().where('state', '=', 'pending').limit(1)
}

/**
 * Blocks others from the translation's messages until the transaction ends.
 * @returns undefined when the translation has no receiver, or a damaged one
 */
async function lockReceiver(tx: Tx, dialect: Dialect, translationId: string): Promise<Receiver | undefined> {
  const query = tx.selectFrom('translations').select('webhook').where('id', '=', translationId)
  const row = await dialect.lock(query).executeTakeFirst()
  return lenientReader.json<Receiver>(row?.webhook ?? null, isReceiver)
}

async function settle(
  tx: Tx,
  { dialect, ids, steady }: StoreParts,
  lease: MessageLease,
  attempt: Attempt,
  outcome: AttemptOutcome,
): Promise<boolean> {
  const found = await messageOf(tx, lease)
  const receiver = found && (await lockReceiver(tx, dialect, found.translation_id))
  const row = receiver && (await messageOf(tx, lease))
  if (receiver === undefined || row === undefined) return false
  await addAttempt(tx, ids(), row.id, attempt)
  await update(tx, row.id, { ...nextState(row, outcome), worker: null })
  if (outcome === 'disabled') await disable(tx, row.translation_id, receiver)
  await makeWaitingDue(tx, row.translation_id, steady())
  return true
}

async function messageOf(tx: Tx, lease: MessageLease): Promise<WebhookMessageRow | undefined> {
  return await tx
    .selectFrom('webhook_messages')
    .selectAll()
    .where('id', '=', lease.messageId)
    .where('worker', '=', lease.worker)
    .where('attempt', '=', lease.attempt)
    .executeTakeFirst()
}

/** A message that was superseded while in flight is not tried again, but it may have arrived. */
function nextState(
  { state }: WebhookMessageRow,
  outcome: AttemptOutcome,
): Pick<WebhookMessageRow, 'state' | 'due_at'> {
  if (state === 'superseded' && outcome !== 'delivered') return { state, due_at: null }
  if (typeof outcome === 'string') return { state: outcome, due_at: null }
  return { state: 'pending', due_at: Math.round(outcome.retryAt) }
}

async function disable(tx: Tx, translationId: string, receiver: Receiver): Promise<void> {
  await setReceiver(tx, translationId, { ...receiver, disabled: true })
  await tx
    .updateTable('webhook_messages')
    .set({ state: 'disabled', due_at: null })
    .where('translation_id', '=', translationId)
    .where('state', '=', 'pending')
    .execute()
}

/** Messages that waited for the one in flight need not wait for the end of its lease. */
async function makeWaitingDue(tx: Tx, translationId: string, now: number): Promise<void> {
  await tx
    .updateTable('webhook_messages')
    .set({ due_at: now })
    .where('translation_id', '=', translationId)
    .where('state', '=', 'pending')
    .where('worker', 'is', null)
    .where('tries', '=', 0)
    .execute()
}

async function redeliver(tx: Tx, { dialect, steady }: StoreParts, translationId: string): Promise<boolean> {
  const receiver = await lockReceiver(tx, dialect, translationId)
  const newest = receiver && (await newestOf(tx, translationId))
  if (newest === undefined) return false
  const { disabled, ...enabled } = receiver as Receiver
  if (disabled) await setReceiver(tx, translationId, enabled)
  if (newest.worker !== null) return true
  const now = steady()
  const due_at = await earliestSendTime(tx, translationId, now)
  await update(tx, newest.id, { state: 'pending', due_at, tries: 0, since: now })
  return true
}

async function newestOf(tx: Tx, translationId: string): Promise<WebhookMessageRow | undefined> {
  return await tx
    .selectFrom('webhook_messages')
    .selectAll()
    .where('translation_id', '=', translationId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

async function update(tx: Tx, id: string, changes: Partial<WebhookMessageRow>): Promise<void> {
  await tx.updateTable('webhook_messages').set(changes).where('id', '=', id).execute()
}

async function setReceiver(tx: Tx, id: string, receiver: Receiver): Promise<void> {
  const webhook = JSON.stringify(receiver)
  await tx.updateTable('translations').set({ webhook }).where('id', '=', id).execute()
}

/** Steps from owner to owner in the index, however many messages each has. */
async function dueOwners(db: Kysely<Schema>, now: number): Promise<string[]> {
  const { rows } = await sql<{ owner: string }>`
    with recursive owners(owner) as (
      select min(owner) from webhook_messages where due_at is not null
      union all
      select (select min(owner) from webhook_messages where due_at is not null and owner > owners.owner)
      from owners where owners.owner is not null
    )
    select owner from owners where owner is not null and exists (
      select 1 from webhook_messages
      where webhook_messages.owner = owners.owner and state = 'pending' and due_at <= ${now}
    )`.execute(db)
  return rows.map(({ owner }) => owner)
}

async function nextDue(db: Kysely<Schema>, afterMs = -1): Promise<number | undefined> {
  const row = await db
    .selectFrom('webhook_messages')
    .select('due_at')
    .where('due_at', '>', afterMs)
    .where('state', '=', 'pending')
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst()
  // Text in the column would sort last, and a caller that sleeps until then would not sleep at all.
  return isInstant(row?.due_at) ? row.due_at : undefined
}
