import type { Kysely } from 'kysely'
import { type CueResult, isTargetStale, type SheetCue } from 'video-translation-client/editing'
import type { StoredResults } from '../cue-store.ts'
import type { Schema } from '../tables/schema.ts'
import type { Tx } from '../tables/store-parts.ts'

/** What the results of targets have, by language. */
export async function loadResults(
  db: Kysely<Schema>,
  translationId: string,
  language?: string,
): Promise<Map<string, StoredResults>> {
  let query = db.selectFrom('cue_results').selectAll().where('translation_id', '=', translationId)
  if (language !== undefined) query = query.where('language', '=', language)
  const rows = await query.execute()
  return new Map(
    rows.map((row) => {
      const cues = JSON.parse(row.data) as CueResult[]
      return [row.language, { revision: row.cue_revision, cues: new Map(cues.map((cue) => [cue.id, cue])) }]
    }),
  )
}

/** Replaces what the result of a target has. */
export async function saveResults(
  tx: Tx,
  translationId: string,
  language: string,
  revision: number,
  cues: readonly CueResult[],
): Promise<void> {
  const data = { cue_revision: revision, data: JSON.stringify(cues) }
  await tx
    .insertInto('cue_results')
    .values({ translation_id: translationId, language, ...data })
    .onConflict((conflict) => conflict.columns(['translation_id', 'language']).doUpdateSet(data))
    .execute()
}

/**
 * With more targets, an edit of the source marks all of them instead of comparing each, because it
 * blocks other writes. `apply` compares them all.
 */
const MAX_COMPARED = 10

/** Which of these targets have a result that lacks something that the cues have. */
export async function findStale(
  tx: Tx,
  translationId: string,
  languages: readonly string[],
  cues: readonly SheetCue[],
): Promise<Map<string, boolean>> {
  if (languages.length > MAX_COMPARED) return new Map(languages.map((language) => [language, true]))
  const stale = new Map<string, boolean>()
  for (const language of languages) {
    const results = (await loadResults(tx, translationId, language)).get(language)
    if (results) stale.set(language, isTargetStale(cues, language, results.cues))
  }
  return stale
}
