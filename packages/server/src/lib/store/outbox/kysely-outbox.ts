import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../tables/dialect.ts'
import { freeAt } from './enqueue.ts'
import type { Hint } from '../emitter.ts'
import type { StoreParts } from '../tables/store-parts.ts'
import type { Attempt, ClaimedMessage, MessageLease, Next, Outbox, Receiver, Wanted } from '../outbox.ts'
import { addAttempt, pruneLog, readLog } from './log.ts'
import type { Schema, WebhookMessageRow } from '../tables/schema.ts'
import { FURTHEST_MS, isInstant, isReceiver, isSnapshot } from '../tables/shapes.ts'
import type { TranslationRecord } from '../store.ts'
import { leniently } from '../tables/column-reader.ts'
import type { Tx } from '../verbs/jobs.ts'

/** @param due rung when a message may have become due */
export function createOutbox(parts: StoreParts, due: Hint<[]>): Outbox {
  const { db, transact, steady } = parts
  return {
    async claim(worker, leaseMs, wanted) {
      for (;;) {
        const request = () => ({ worker, now: steady(), leaseMs, wanted })
        const claimed = await transact((tx) => claim(tx, parts.dialect, request()))
        if (claimed !== 'damaged') return claimed
      }
    },
    dueOwners: () => dueOwners(db, steady()),
    async settle(lease, attempt, next) {
      const settled = await transact((tx) => settle(tx, parts, lease, attempt, next))
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
  }
}

/** Whoever was at work is dead: what it had, and what waits for that to end, is due now. So is a damaged instant. */
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
      or([eb('worker', 'is not', null), eb('tries', '=', 0), eb('due_at', '>', FURTHEST_MS)]),
    )
    .execute()
}

interface Claim {
  worker: string
  now: number
  leaseMs: number
  wanted: Wanted | undefined
}

async function claim(
  tx: Tx,
  dialect: Dialect,
  claim: Claim,
): Promise<ClaimedMessage | 'damaged' | undefined> {
  const candidate = await findDue(tx, claim)
  if (candidate === undefined) return undefined
  const receiver = await lockReceiver(tx, dialect, candidate.translation_id)
  // Read again under the lock: what another process took in between is not due any more.
  const row = await pending(tx).where('id', '=', candidate.id).executeTakeFirst()
  if (row === undefined || row.due_at === null || row.due_at > claim.now) return undefined
  const record = leniently.json<TranslationRecord>(row.snapshot, isSnapshot)
  if (receiver === undefined || record === undefined) return await giveUpDamaged(tx, row.id)
  const taken = { worker: claim.worker, attempt: row.attempt + 1, tries: row.tries + 1 }
  await update(tx, row.id, { ...taken, due_at: claim.now + claim.leaseMs })
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

/** A damaged message must not halt all others: it would be claimed first for ever. */
async function giveUpDamaged(tx: Tx, id: string): Promise<'damaged'> {
  await update(tx, id, { state: 'failed', due_at: null, worker: null })
  return 'damaged'
}

type Candidate = Pick<WebhookMessageRow, 'id' | 'translation_id' | 'host'>

/** So far is looked for a host that has a place: an owner's backlog costs each claim no more. */
const LOOKED_AT = 500

/** The one that has been due for longest, of those that are wanted. */
async function findDue(tx: Tx, { now, wanted }: Claim): Promise<Candidate | undefined> {
  const due = tx
    .selectFrom('webhook_messages')
    .select(['id', 'translation_id', 'host'])
    .where('state', '=', 'pending')
    .where('due_at', '<=', now)
    .orderBy('due_at')
  if (!wanted) return await due.limit(1).executeTakeFirst()
  const { owner, exceptHosts } = wanted
  const limit = exceptHosts.size === 0 ? 1 : LOOKED_AT
  const found = await due.where('owner', '=', owner).limit(limit).execute()
  return found.find(({ host }) => !exceptHosts.has(host))
}

function pending(tx: Tx) {
  return tx.selectFrom('webhook_messages').selectAll().where('state', '=', 'pending').limit(1)
}

/**
 * Keeps everybody from the translation's messages until the transaction ends.
 * @returns undefined where the translation has no receiver, or a damaged one
 */
async function lockReceiver(tx: Tx, dialect: Dialect, translationId: string): Promise<Receiver | undefined> {
  const query = tx.selectFrom('translations').select('webhook').where('id', '=', translationId)
  const row = await dialect.lock(query).executeTakeFirst()
  return leniently.json<Receiver>(row?.webhook ?? null, isReceiver)
}

async function settle(
  tx: Tx,
  { dialect, ids, steady }: StoreParts,
  lease: MessageLease,
  attempt: Attempt,
  next: Next,
): Promise<boolean> {
  const found = await messageOf(tx, lease)
  const receiver = found && (await lockReceiver(tx, dialect, found.translation_id))
  const row = receiver && (await messageOf(tx, lease))
  if (receiver === undefined || row === undefined) return false
  await addAttempt(tx, ids(), row.id, attempt)
  await update(tx, row.id, { ...outcomeOf(row, next), worker: null })
  if (next === 'disabled') await disable(tx, row.translation_id, receiver)
  await letGo(tx, row.translation_id, steady())
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

/** What was superseded while it was on its way is not tried again, and yet may have arrived. */
function outcomeOf({ state }: WebhookMessageRow, next: Next): Pick<WebhookMessageRow, 'state' | 'due_at'> {
  if (state === 'superseded' && next !== 'delivered') return { state, due_at: null }
  if (typeof next === 'string') return { state: next, due_at: null }
  return { state: 'pending', due_at: next.retryAt }
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

/** What waited for the one that was on its way need not wait for the end of its lease. */
async function letGo(tx: Tx, translationId: string, now: number): Promise<void> {
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
  const due_at = await freeAt(tx, translationId, now)
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

/** Steps from one owner to the next in the index, however many messages each has. */
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
  // Text in the column would sort last; a caller that sleeps until then would not sleep at all.
  return isInstant(row?.due_at) ? row.due_at : undefined
}
