import {
  type DatabaseConnection,
  type Dialect,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely'
import { expect, it } from 'vitest'
import { StoreUnavailable } from '../store-unavailable.ts'
import type { Schema } from '../tables/schema.ts'
import { ClockUnsettled } from './database-clock.ts'
import { createTransact } from './transact.ts'
import { bindTo } from './transaction.ts'

/**
 * A server of one connection, which notes the first word of what it is sent.
 * @param status what became of a transaction whose commit was not answered
 */
function noteWords(sent: string[], status?: string): Dialect {
  const connection: DatabaseConnection = {
    async executeQuery({ sql }) {
      sent.push(sql.split(' ', 1).join())
      if (sql === 'commit' && status !== undefined) throw new StoreUnavailable('No answer came.')
      return { rows: [{ id: '1', life: 1, now: 1_000, status }] as never[] }
    },
    streamQuery: () => {
      throw new Error('Nothing is streamed.')
    },
  }
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => Object.assign(new DummyDriver(), { acquireConnection: async () => connection }),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

it('a transaction that failed to begin is rolled back, also without a statement', async () => {
  const sent: string[] = []
  const dialect = noteWords(sent)
  const db = new Kysely<Schema>({ dialect })
  let hasJumped = true
  const clock = {
    elapsed: () => 0,
    observe() {
      if (hasJumped) throw new ClockUnsettled()
    },
    settled: async () => void (hasJumped = sent.length === 0),
  }
  const transact = createTransact({ db, bind: bindTo(db, dialect), clock })
  expect(await transact(async () => 'done')).toBe('done')
  expect(sent).toEqual(['begin', 'rollback', 'begin', 'commit'])
})

it('a commit that waits for a lost standby is neither waited for without end nor made again', async () => {
  const sent: string[] = []
  const dialect = noteWords(sent, 'in progress')
  const db = new Kysely<Schema>({ dialect })
  let elapsedMs = 0
  const clock = {
    elapsed: () => (elapsedMs += 8_000),
    observe: () => undefined,
    settled: async () => undefined,
  }
  const transact = createTransact({ db, bind: bindTo(db, dialect), clock })
  await expect(transact(async () => 'done')).rejects.toThrow(/does not confirm a change.*standby/)
  expect(sent).toEqual(['begin', 'commit', 'select', 'select', 'select'])
})
