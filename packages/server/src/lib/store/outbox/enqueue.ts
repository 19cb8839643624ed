import type { WebhookEventType } from 'video-translation-client'
import type { Job } from '../state/job.ts'
import { toRecord } from '../tables/rows.ts'
import type { Change } from '../state/transitions.ts'
import type { Tx } from '../verbs/jobs.ts'

/** Puts what a change is worth telling into the outbox, in the transaction of the change. */
export async function enqueueMessage(tx: Tx, before: Job, change: Change, ids: () => string): Promise<void> {
  const { job, steadyMs } = change
  const type = worthTelling(before, change)
  if (type === undefined) return
  await supersedeOlder(tx, job)
  await forgetOldest(tx, job.id)
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
    due_at: await freeAt(tx, job.id, steadyMs),
    created_at: job.updatedAt,
    since: steadyMs,
  }
  await tx.insertInto('webhook_messages').values(message).execute()
}

/** Of a translation with a long history the newest messages tell enough. */
const KEPT_MESSAGES = 50

/** A status that was asked for says more than that something was updated. */
function worthTelling(before: Job, { job, events }: Change): WebhookEventType | undefined {
  const happened = [
    ...(before.status === job.status ? [] : [`translation.${job.status}`]),
    ...(events.length === 0 ? [] : ['translation.updated']),
  ]
  const wanted: string[] = job.webhookEvents ?? []
  return happened.find((type) => wanted.includes(type)) as WebhookEventType | undefined
}

/** One that is on its way cannot be called back, and keeps its lease until the answer is there. */
async function supersedeOlder(tx: Tx, { id, version }: Job): Promise<void> {
  const older = tx
    .updateTable('webhook_messages')
    .where('translation_id', '=', id)
    .where('version', '<', version)
    .where('state', '=', 'pending')
  await older.where('worker', 'is', null).set({ state: 'superseded', due_at: null }).execute()
  await older.where('worker', 'is not', null).set({ state: 'superseded' }).execute()
}

async function forgetOldest(tx: Tx, translationId: string): Promise<void> {
  const ofTranslation = tx.selectFrom('webhook_messages').where('translation_id', '=', translationId)
  const newest = ofTranslation
    .select('id')
    .orderBy('version', 'desc')
    .limit(KEPT_MESSAGES - 1)
  await tx
    .deleteFrom('webhook_messages')
    .where('translation_id', '=', translationId)
    .where('worker', 'is', null)
    .where('id', 'not in', newest)
    .execute()
}

/** From when on no message of the translation can be on its way any more; earlier if its attempt ends earlier. */
export async function freeAt(tx: Tx, translationId: string, now: number): Promise<number> {
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
