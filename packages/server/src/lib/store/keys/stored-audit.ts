import type { Kysely } from 'kysely'
import type { AuditLine, AuditLog, AuditQuery } from '../audit-log.ts'
import { firstIdAt } from '../ids.ts'
import { instantOrIdTime } from '../tables/column-reader.ts'
import type { AuditRow, Schema } from '../tables/schema.ts'
import type { StoreParts } from '../tables/store-parts.ts'

/** The audit in a database of any kind. */
export function createAuditLog({ db, transact, clock, ids }: StoreParts): AuditLog {
  return {
    async append(lines) {
      if (lines.length === 0) return
      const at = Math.round(clock())
      const rows = lines.map(({ keyId, keyName, owner, action, subject, requestId }) => ({
        id: ids(),
        at,
        key_id: keyId,
        key_name: keyName,
        owner,
        action,
        subject: subject ?? null,
        request_id: requestId,
      }))
      await transact(async (tx) => void (await tx.insertInto('audit').values(rows).execute()))
    },
    list: (query) => findPage(db, query),
    removeBefore: (instant, limit) =>
      transact(async (tx) => {
        const oldest = tx
          .selectFrom('audit')
          .select('id')
          .where('id', '<', firstIdAt(instant))
          .orderBy('id')
          .limit(limit)
        const { numDeletedRows } = await tx.deleteFrom('audit').where('id', 'in', oldest).executeTakeFirst()
        return Number(numDeletedRows)
      }),
  }
}

async function findPage(
  db: Kysely<Schema>,
  { owner, keyId, subject, cursor, limit }: AuditQuery,
): Promise<{ items: AuditLine[]; nextCursor?: string }> {
  let query = db
    .selectFrom('audit')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (owner !== undefined) query = query.where('owner', '=', owner)
  if (keyId !== undefined) query = query.where('key_id', '=', keyId)
  if (subject !== undefined) query = query.where('subject', '=', subject)
  if (cursor !== undefined) query = query.where('id', '<', cursor)
  const rows = await query.execute()
  const items = rows.slice(0, limit).map(toLine)
  return { items, nextCursor: rows.length > limit ? items.at(-1)?.id : undefined }
}

function toLine(row: AuditRow): AuditLine {
  return {
    id: row.id,
    at: instantOrIdTime(row.at, row.id),
    keyId: row.key_id,
    keyName: row.key_name,
    owner: row.owner,
    action: row.action,
    subject: row.subject ?? undefined,
    requestId: row.request_id,
  }
}
