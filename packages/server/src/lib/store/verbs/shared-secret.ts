import type { Kysely } from 'kysely'
import type { Schema } from '../tables/schema.ts'

/** The secret that signs the links of artifacts. */
const LINKS = 'links'

/** The secret of all nodes, which becomes `proposal` when there is none yet. */
export async function shareSecret(tx: Kysely<Schema>, proposal: string): Promise<string> {
  await tx
    .insertInto('secrets')
    .values({ name: LINKS, value: proposal })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const { value } = await tx
    .selectFrom('secrets')
    .select('value')
    .where('name', '=', LINKS)
    .executeTakeFirstOrThrow()
  return value
}
