import { setImmediate } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Attempt, MessageRecord, OutboxLog, Receiver } from '../outbox.ts'
import type { Schema, WebhookAttemptRow, WebhookMessageRow } from '../tables/schema.ts'
import { isReceiver } from '../tables/shapes.ts'
import { instantOrIdTime, lenientReader } from '../tables/column-reader.ts'
import type { Tx } from '../tables/store-parts.ts'

/** The messages of a translation with their attempts, newest first. */
export async function readLog(db: Kysely<Schema>, translationId: string): Promise<OutboxLog | undefined> {
  const translation = await db
    .selectFrom('translations')
    .select('webhook')
    .where('id', '=', translationId)
    .executeTakeFirst()
  if (translation === undefined) return undefined
  const messages = await db
    .selectFrom('webhook_messages')
    .selectAll()
    .where('translation_id', '=', translationId)
    .orderBy('version', 'desc')
    .execute()
  const attempts = await db
    .selectFrom('webhook_attempts')
    .innerJoin('webhook_messages', 'webhook_messages.id', 'webhook_attempts.message_id')
    .selectAll('webhook_attempts')
    .where('webhook_messages.translation_id', '=', translationId)
    .orderBy('webhook_attempts.id')
    .execute()
  const byMessage = Map.groupBy(attempts, (attempt) => attempt.message_id)
  const records = messages.map((row) => toMessage(row, byMessage.get(row.id) ?? []))
  const receiver = lenientReader.json<Receiver>(translation.webhook, isReceiver)
  return { receiver, messages: records }
}

/**
 * A failing receiver is tried eleven times in a day, and a message can be redelivered after that.
 */
const MAX_ATTEMPTS = 25

/** Records an attempt, and deletes the oldest ones of a message that was tried very often. */
export async function addAttempt(tx: Tx, id: string, messageId: string, attempt: Attempt): Promise<void> {
  await tx
    .insertInto('webhook_attempts')
    .values(attemptRow(id, messageId, attempt))
    .execute()
  const ofMessage = tx.selectFrom('webhook_attempts').where('message_id', '=', messageId)
  const newest = ofMessage.select('id').orderBy('id', 'desc').limit(MAX_ATTEMPTS)
  await tx
    .deleteFrom('webhook_attempts')
    .where('message_id', '=', messageId)
    .where('id', 'not in', newest)
    .execute()
}

/** Rows deleted at once: the store does nothing else meanwhile. */
const MAX_DELETED_AT_ONCE = 500

/** Ids begin with their creation time, so no other index is needed. */
export async function pruneLog(db: Kysely<Schema>, beforeMs: number): Promise<void> {
  const before = uuidPrefix(beforeMs)
  await inBatches(() => pruneAttempts(db, before))
  await inBatches(() => pruneMessages(db, `msg_${before}`))
}

async function inBatches(prune: () => Promise<{ numDeletedRows: bigint }>): Promise<void> {
  while ((await prune()).numDeletedRows >= MAX_DELETED_AT_ONCE) await setImmediate()
}

function pruneAttempts(db: Kysely<Schema>, before: string) {
  const old = db
    .selectFrom('webhook_attempts')
    .select('id')
    .where('id', '<', before)
    .limit(MAX_DELETED_AT_ONCE)
  return db.deleteFrom('webhook_attempts').where('id', 'in', old).executeTakeFirstOrThrow()
}

/** Keeps the newest message of each translation, because it can be redelivered. */
function pruneMessages(db: Kysely<Schema>, before: string) {
  const old = db
    .selectFrom('webhook_messages as message')
    .select('message.id')
    .where('message.id', '<', before)
    .where('message.state', '!=', 'pending')
    .where('message.worker', 'is', null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('webhook_messages as newer')
          .select('newer.id')
          .whereRef('newer.translation_id', '=', 'message.translation_id')
          .whereRef('newer.version', '>', 'message.version'),
      ),
    )
    .limit(MAX_DELETED_AT_ONCE)
  return db.deleteFrom('webhook_messages').where('id', 'in', old).executeTakeFirstOrThrow()
}

/** The smallest UUIDv7 of a moment. */
function uuidPrefix(ms: number): string {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}

function toMessage(row: WebhookMessageRow, attempts: WebhookAttemptRow[]): MessageRecord {
  return {
    id: row.id,
    type: row.type,
    version: row.version,
    state: row.state,
    createdAt: instantOrIdTime(row.created_at, row.id),
    dueAt: row.state === 'pending' ? lenientReader.instant(row.due_at) : undefined,
    attempts: attempts.map(toAttempt),
  }
}

function toAttempt(row: WebhookAttemptRow): Attempt {
  return {
    at: instantOrIdTime(row.at, row.id),
    durationMs: lenientReader.number(row.duration_ms) ?? 0,
    status: row.status ?? undefined,
    error: row.error ?? undefined,
  }
}

function attemptRow(id: string, messageId: string, attempt: Attempt): WebhookAttemptRow {
  return {
    id,
    message_id: messageId,
    at: Math.round(attempt.at),
    duration_ms: Math.round(attempt.durationMs),
    status: attempt.status ?? null,
    error: attempt.error ?? null,
  }
}
