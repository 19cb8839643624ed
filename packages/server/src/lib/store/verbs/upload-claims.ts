import type { Tx } from '../tables/store-parts.ts'

/**
 * Requests end much sooner, so no create can still depend on an upload that was retired this long
 * ago.
 */
const KEPT_MS = 24 * 3600_000

/**
 * Locks an upload for the transaction of a create. False when it was retired, because then its file
 * may be gone.
 */
export async function useUpload(tx: Tx, upload: string): Promise<boolean> {
  return (await lockClaim(tx, upload)) === null
}

/** Retires an upload, unless a translation uses it. */
export async function retireUpload(tx: Tx, upload: string, now: number): Promise<boolean> {
  const retiredAt = await lockClaim(tx, upload)
  if (retiredAt !== null) return true
  if (await isUsed(tx, upload)) return false
  await tx.updateTable('upload_claims').set({ retired_at: now }).where('upload', '=', upload).execute()
  await tx
    .deleteFrom('upload_claims')
    .where('retired_at', '<', now - KEPT_MS)
    .execute()
  return true
}

/**
 * The write locks the row until the end of the transaction, on every database, so of two requests
 * one comes first.
 */
async function lockClaim(tx: Tx, upload: string): Promise<number | null> {
  const { retired_at } = await tx
    .insertInto('upload_claims')
    .values({ upload, retired_at: null })
    .onConflict((conflict) => conflict.column('upload').doUpdateSet({ upload }))
    .returning('retired_at')
    .executeTakeFirstOrThrow()
  return retired_at
}

async function isUsed(tx: Tx, upload: string): Promise<boolean> {
  const use = await tx
    .selectFrom('translations')
    .select('id')
    .where('source_upload', '=', upload)
    .limit(1)
    .executeTakeFirst()
  return use !== undefined
}
