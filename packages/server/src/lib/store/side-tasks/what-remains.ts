import { type Kysely, sql } from 'kysely'
import type { Failure } from 'video-translation-client'
import type { UnclaimedProxy } from '../side-task-store.ts'
import type { Schema } from '../tables/schema.ts'
import type { Tx } from '../tables/store-parts.ts'

/** Among the bytes of the translation's cues, whose lines these files speak. */
export async function countKept(tx: Tx, translationId: string, bytes: number): Promise<void> {
  const more = Math.round(bytes)
  const { owner } =
    (await tx
      .selectFrom('translations')
      .select('owner')
      .where('id', '=', translationId)
      .executeTakeFirst()) ?? {}
  if (owner === undefined) return
  const sizes = { bytes: more, edited_bytes: 0, base_bytes: 0, since_bytes: 0 }
  await tx
    .insertInto('cue_histories')
    .values({ translation_id: translationId, owner, ...sizes })
    .onConflict((conflict) =>
      conflict.column('translation_id').doUpdateSet({ bytes: sql<number>`cue_histories.bytes + ${more}` }),
    )
    .execute()
}

export async function findPreviews(
  db: Kysely<Schema>,
  instant: number,
  limit: number,
  skip: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('side_tasks')
    .select('id')
    .where('kind', '=', 'preview')
    .where('created_at', '<', instant)
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .offset(skip)
    .execute()
  return rows.map(({ id }) => id)
}

/**
 * What is pending is due from when it was asked for, or was given back, last; what runs, from the
 * end of its lease, after which any other worker could have taken it.
 */
export async function findUnclaimedProxies(db: Kysely<Schema>, before: number): Promise<UnclaimedProxy[]> {
  return await db
    .selectFrom('side_tasks')
    .select(['id', 'translation_id as translationId', 'attempt', 'due_at as dueAt'])
    .where('kind', '=', 'proxy')
    .where('status', 'in', ['pending', 'running'])
    .where('due_at', '<', before)
    .orderBy('due_at')
    .$narrowType<{ dueAt: number }>()
    .execute()
}

/** A claim changes the attempt, and a heartbeat the instant. */
export async function endUnclaimedProxy(tx: Tx, { id, attempt, dueAt }: UnclaimedProxy): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('side_tasks')
    .set({ status: 'error', error: JSON.stringify(NO_WORKER), worker: null, due_at: null })
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('due_at', '=', dueAt)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

const NO_WORKER: Failure = {
  code: 'no_worker',
  message:
    'No worker could make it for a day. Start one that can render videos (`doctor` says what it lacks), and ask again.',
}
