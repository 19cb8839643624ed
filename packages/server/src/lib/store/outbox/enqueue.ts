import type { WebhookEventType } from 'video-translation-client'
import type { Job } from '../state/job.ts'
import { toRecord } from '../tables/rows.ts'
import type { Change } from '../state/conclude.ts'
import type { Tx } from '../tables/store-parts.ts'

/** Writes the webhook message of a change, if any, in the transaction of the change. */
export async function enqueueMessage(tx: Tx, before: Job, change: Change, ids: () => string): Promise<void> {
  const { job, steadyMs } = change
  const type = messageTypeOf(before, change)
  if (type === undefined) return
  await supersedeOlder(tx, job)
  await deleteOldest(tx, job.id)
  const message = {
    id: `msg_${ids()}`,
    translation_id: job.id,
    owner: job.owner,
    host: job.webhookHost ?? '',
    version: job.version,
    type,
    state: 'pending' as const,
    snapshot: JSON.stringify(toRecord(job)),
    attempt: 0,
    tries: 0,
    worker: null,
    due_at: Math.round(await earliestSendTime(tx, job.id, steadyMs)),
    created_at: Math.round(job.updatedAt),
    since: Math.round(steadyMs),
  }
  await tx.insertInto('webhook_messages').values(message).execute()
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
async function supersedeOlder(tx: Tx, { id, version }: Job): Promise<void> {
  const older = tx
    .updateTable('webhook_messages')
    .where('translation_id', '=', id)
    .where('version', '<', version)
    .where('state', '=', 'pending')
  await older.where('worker', 'is', null).set({ state: 'superseded', due_at: null }).execute()
  await older.where('worker', 'is not', null).set({ state: 'superseded' }).execute()
}

async function deleteOldest(tx: Tx, translationId: string): Promise<void> {
  const ofTranslation = tx.selectFrom('webhook_messages').where('translation_id', '=', translationId)
  const newest = ofTranslation
    .select('id')
    .orderBy('version', 'desc')
    .limit(MAX_MESSAGES - 1)
  await tx
    .deleteFrom('webhook_messages')
    .where('translation_id', '=', translationId)
    .where('worker', 'is', null)
    .where('id', 'not in', newest)
    .execute()
}

/**
 * When the translation has no message in flight any more. It becomes due earlier if that attempt
 * ends earlier.
 */
export async function earliestSendTime(tx: Tx, translationId: string, now: number): Promise<number> {
  const busy = await tx
    .selectFrom('webhook_messages')
    .select('due_at')
    .where('translation_id', '=', translationId)
    .where('worker', 'is not', null)
    .orderBy('due_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return Math.max(now, busy?.due_at ?? now)
}
