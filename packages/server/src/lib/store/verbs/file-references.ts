import type { Kysely } from 'kysely'
import { type Failure, isFinal } from 'video-translation-client'
import { DAMAGED } from '../state/damage.ts'
import { parse } from '../tables/rows.ts'
import type { Schema, TaskRow } from '../tables/schema.ts'
import type { FileReferences } from '../records.ts'

const COLUMNS = ['id', 'status', 'checkpoint', 'output', 'artifacts', 'error'] as const

type Row = Pick<TaskRow, (typeof COLUMNS)[number]>

/**
 * An existing translation without task rows gives an empty list, so that its files do not count as
 * files of a deleted one.
 */
export async function fileReferences(
  db: Kysely<Schema>,
  translationId: string,
): Promise<FileReferences[] | undefined> {
  const rows = await db
    .selectFrom('tasks')
    .select(COLUMNS)
    .where('translation_id', '=', translationId)
    .execute()
  if (rows.length === 0 && !(await exists(db, translationId))) return undefined
  return rows.map(toReferences)
}

async function exists(db: Kysely<Schema>, id: string): Promise<boolean> {
  return (
    (await db.selectFrom('translations').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
  )
}

function toReferences(row: Row): FileReferences {
  const { id, status, checkpoint, output, artifacts } = row
  const state = rowState(row)
  return {
    taskId: id,
    isFinal: isFinal(status) && state === 'intact',
    isDamaged: state === 'damaged',
    // Searched as text, because only the engine knows the structure of its data.
    mentions: (key) => [checkpoint, output, artifacts].some((text) => text?.includes(JSON.stringify(key))),
  }
}

/** A damaged row may have named any file. So may a row that was reset because of damage. */
function rowState({ checkpoint, output, artifacts, error }: Row): 'intact' | 'damaged' | 'reset' {
  try {
    parse(checkpoint)
    parse(output)
    if (!isListOfObjects(parse(artifacts) ?? [])) return 'damaged'
    return parse<Failure>(error)?.code === DAMAGED.code ? 'reset' : 'intact'
  } catch {
    return 'damaged'
  }
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null)
}
