import type { Kysely } from 'kysely'
import type { Attempt, MessageRecord, OutboxLog } from './outbox.ts'
import { parse } from './rows.ts'
import type { Schema, WebhookAttemptRow, WebhookMessageRow } from './schema.ts'

/** What became of the messages of a translation, newest first. */
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
  return { receiver: parse(translation.webhook), messages: records }
}

function toMessage(row: WebhookMessageRow, attempts: WebhookAttemptRow[]): MessageRecord {
  return {
    id: row.id,
    type: row.type,
    version: row.version,
    state: row.state,
    createdAt: row.created_at,
    dueAt: row.state === 'pending' ? (row.due_at ?? undefined) : undefined,
    attempts: attempts.map(toAttempt),
  }
}

function toAttempt(row: WebhookAttemptRow): Attempt {
  return {
    at: row.at,
    durationMs: row.duration_ms,
    status: row.status ?? undefined,
    error: row.error ?? undefined,
  }
}
