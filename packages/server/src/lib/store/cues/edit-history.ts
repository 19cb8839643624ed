import type { Kysely } from 'kysely'
import type { Schema } from '../tables/schema.ts'

/** The most edits by people that a translation keeps: all of them are read for the next one. */
export const MAX_REVISIONS = 10_000
/** The most characters that these edits wrote. */
export const MAX_CHARACTERS = 16_000_000

/** Whether a translation can keep no more edits by people. */
export async function isHistoryFull(db: Kysely<Schema>, translationId: string): Promise<boolean> {
  const { revisions } = await db
    .selectFrom('cue_revisions')
    .select(({ fn }) => fn.countAll().as('revisions'))
    .where('translation_id', '=', translationId)
    .where('author', '=', 'person')
    .executeTakeFirstOrThrow()
  if (Number(revisions) >= MAX_REVISIONS) return true
  const { characters } = await db
    .selectFrom('cue_revisions')
    .innerJoin('cue_changes', (join) =>
      join
        .onRef('cue_changes.translation_id', '=', 'cue_revisions.translation_id')
        .onRef('cue_changes.revision', '=', 'cue_revisions.revision'),
    )
    .select(({ fn, ref }) => fn.sum(fn('length', [ref('cue_changes.data')])).as('characters'))
    .where('cue_revisions.translation_id', '=', translationId)
    .where('cue_revisions.author', '=', 'person')
    .executeTakeFirstOrThrow()
  return Number(characters ?? 0) >= MAX_CHARACTERS
}

/** So many revisions can still be asked for their answer again. */
const KEPT_ANSWERS = 100

/** Forgets answers that nobody repeats a request for any more. */
export async function dropOldAnswers(
  tx: Kysely<Schema>,
  translationId: string,
  revision: number,
): Promise<void> {
  await tx
    .updateTable('cue_revisions')
    .set({ idempotency_key: null, request_hash: null, answer: null })
    .where('translation_id', '=', translationId)
    .where('revision', '<=', revision - KEPT_ANSWERS)
    .where('idempotency_key', 'is not', null)
    .execute()
}
