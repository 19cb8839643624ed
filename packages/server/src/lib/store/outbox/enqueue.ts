import { type Compilable, sql } from 'kysely'
import type { WebhookEventType } from 'video-translation-client'
import type { Job } from '../state/job.ts'
import { toRecord } from '../tables/rows.ts'
import type { Change } from '../state/conclude.ts'
import type { NewMessage } from '../tables/changed-rows.ts'
import type { Tx } from '../tables/store-parts.ts'

/** The webhook message of a change, if any. Write it in the transaction of the change. */
export function messageOf(before: Job, change: Change, ids: () => string): NewMessage | undefined {
  const { job, steadyMs } = change
  const type = messageTypeOf(before, change)
  if (type === undefined) return undefined
  return {
    id: `msg_${ids()}`,
    translation_id: job.id,
    owner: job.owner,
    host: job.webhookHost ?? '',
    version: job.version,
    type,
    state: 'pending',
    snapshot: JSON.stringify(toRecord(job)),
    attempt: 0,
    tries: 0,
    worker: null,
    due_at: Math.round(steadyMs),
    created_at: Math.round(job.updatedAt),
    since: Math.round(steadyMs),
  }
}

/**
 * The statements that write a message. It waits while another one of its translation is in flight,
 * and becomes due earlier if that attempt ends earlier.
 */
export function messageWrites(tx: Tx, message: NewMessage): Compilable[] {
  const { translation_id, due_at } = message
  const inFlight = newestInFlight(tx, translation_id).where('due_at', '>', due_at)
  const values = { ...message, due_at: sql<number>`coalesce((${inFlight}), ${due_at})` }
  return [
    supersedeOlder(tx, message),
    deleteOldest(tx, translation_id),
    tx.insertInto('webhook_messages').values(values),
  ]
}

/** The newest messages are enough for a translation with a long history. */
const MAX_MESSAGES = 50

/** A change of status takes precedence over a general update. */
function messageTypeOf(before: Job, { job, events }: Change): WebhookEventType | undefined {
  const occurred = [
    ...(before.status === job.status ? [] : [`translation.${job.status}`]),
    ...(events.length === 0 ? [] : ['translation.updated']),
  ]
  const wanted: string[] = job.webhookEvents ?? []
  return occurred.find((type) => wanted.includes(type)) as WebhookEventType | undefined
}

/** A message that is being sent cannot be stopped, and keeps its lease until the answer arrives. */
function supersedeOlder(tx: Tx, { translation_id, version }: NewMessage): Compilable {
  return tx
    .updateTable('webhook_messages')
    .set({
      state: 'superseded',
      due_at: sql<number | null>`case when worker is null then null else due_at end`,
    })
    .where('translation_id', '=', translation_id)
    .where('version', '<', version)
    .where('state', '=', 'pending')
}

function deleteOldest(tx: Tx, translationId: string): Compilable {
  const ofTranslation = tx.selectFrom('webhook_messages').where('translation_id', '=', translationId)
  const newest = ofTranslation
    .select('id')
    .orderBy('version', 'desc')
    .limit(MAX_MESSAGES - 1)
  return tx
    .deleteFrom('webhook_messages')
    .where('translation_id', '=', translationId)
    .where('worker', 'is', null)
    .where('id', 'not in', newest)
}

/**
 * When the translation has no message in flight any more. It becomes due earlier if that attempt
 * ends earlier.
 */
export async function earliestSendTime(tx: Tx, translationId: string, now: number): Promise<number> {
  const busy = await newestInFlight(tx, translationId).executeTakeFirst()
  return Math.max(now, busy?.due_at ?? now)
}

function newestInFlight(tx: Tx, translationId: string) {
  return tx
    .selectFrom('webhook_messages')
    .select('due_at')
    .where('translation_id', '=', translationId)
    .where('worker', 'is not', null)
    .orderBy('due_at', 'desc')
    .limit(1)
}
