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
import type { Schema } from '../tables/schema.ts'
import { ClockUnsettled } from './database-clock.ts'
import { createTransact } from './transact.ts'
import { bindTo } from './transaction.ts'

/** A server of one connection, which notes the first word of what it is sent. */
function noteWords(sent: string[]): Dialect {
  const connection: DatabaseConnection = {
    async executeQuery({ sql }) {
      sent.push(sql.split(' ', 1).join())
      return { rows: [{ id: '1', life: 1, now: 1_000 }] as never[] }
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
