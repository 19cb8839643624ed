import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { openSqliteStore } from '../sqlite/open-sqlite-store.ts'
import { sqliteDialect } from '../sqlite/sqlite-dialect.ts'
import type { Schema } from '../tables/schema.ts'
import type { StoreParts, Work } from '../tables/store-parts.ts'
import { createCueStore } from './edit-cues.ts'

/** A database with one translation that has two cues, closed. */
async function makeDatabase(): Promise<{ path: string; id: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'edit-cues-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'store.db')
  const store = await openSqliteStore({ path })
  const source = { url: 'https://host.example/' }
  await store.create({ owner: 'ann', engine: 'e', source, to: ['es'], options: {}, maxAttempts: 2 })
  const [claimed] = await store.claimMany('w', ['e'], 1_000, 1)
  if (claimed === undefined) throw new Error('nothing to claim')
  const cues = ['One.', 'Two.'].map((text, at) => ({ start: at, end: at + 1, text }))
  await store.complete(claimed.lease, { cues })
  await store.close()
  return { path, id: claimed.translationId }
}

it('an outdated or repeated edit reads all cues after its transaction, so that no writer waits', async () => {
  const { path, id } = await makeDatabase()
  let isWriting = false
  const reads: boolean[] = []
  await using db = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: new Database(path) }),
    log: ({ query }) => void (query.sql.includes('cue_changes') && reads.push(isWriting)),
  })
  const transact = async <T>(work: Work<T>): Promise<T> => {
    isWriting = true
    try {
      return await db.transaction().execute((tx) => work(tx, async () => []))
    } finally {
      isWriting = false
    }
  }
  const clock = () => 0
  const parts = { db, transact, dialect: sqliteDialect, clock, steady: clock, ids: () => 'id' }
  const cues = createCueStore(parts as unknown as StoreParts, () => undefined)
  const edits = [{ op: 'set' as const, cue: 'c1', text: 'First.' }]
  const request = { revision: 1, edits, by: 'ann', idempotency: { key: 'k', requestHash: 'h' } }
  await cues.edit(id, request)
  reads.length = 0
  expect(await cues.edit(id, request)).toMatchObject({ kind: 'replayed', answer: { revision: 2 } })
  const other = { key: 'l', requestHash: 'h' }
  expect(await cues.edit(id, { ...request, idempotency: other })).toMatchObject({
    kind: 'outdated',
    changed: [{ id: 'c1', text: 'First.' }],
  })
  expect(reads.length).toBeGreaterThan(2)
  expect(reads).not.toContain(true)
})
