import type { Kysely } from 'kysely'
import { type Failure, isFinal } from 'video-translation-client'
import { DAMAGED } from '../state/damage.ts'
import { parse } from '../tables/rows.ts'
import type { Schema, TaskRow } from '../tables/schema.ts'
import type { FileReferences } from '../store.ts'

const COLUMNS = ['id', 'status', 'checkpoint', 'output', 'artifacts', 'error'] as const

type Row = Pick<TaskRow, (typeof COLUMNS)[number]>

/** A translation that has lost the rows of its tasks still exists, so its files are not those of a deleted one. */
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
  const condition = conditionOf(row)
  return {
    taskId: id,
    isFinal: isFinal(status) && condition === 'whole',
    isDamaged: condition === 'damaged',
    // Found in the text, for only the engine knows where in its own data a key stands.
    names: (key) => [checkpoint, output, artifacts].some((text) => text?.includes(JSON.stringify(key))),
  }
}

/** A row that cannot be read may have named any file, and so may the row of a task that was ended for damage. */
function conditionOf({ checkpoint, output, artifacts, error }: Row): 'whole' | 'damaged' | 'emptied' {
  try {
    parse(checkpoint)
    parse(output)
    if (!isListOfObjects(parse(artifacts) ?? [])) return 'damaged'
    return parse<Failure>(error)?.code === DAMAGED.code ? 'emptied' : 'whole'
  } catch {
    return 'damaged'
  }
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null)
}
