import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import { expect, it } from 'vitest'
import type { Schema } from '../tables/schema.ts'
import { checkDatabase, toPostgresError } from './check-database.ts'

const URL_15 = 'postgres://ann:secret@db.example.com/translations'
const FACTS = { number: '150018', version: '15.18', encoding: 'UTF8', schema: 'public', lowered: 'é' }

/** A database with these facts, whose connections are sessions with these ids. */
function database(facts: object, pids: number[]): Kysely<Schema> {
  const driver = new DummyDriver()
  driver.acquireConnection = async () => {
    const pid = pids.shift()
    const executeQuery = async <R>({ sql }: { sql: string }) =>
      ({ rows: [/pg_backend_pid/.test(sql) ? { pid } : facts] }) as QueryResult<R>
    return { executeQuery, streamQuery: () => undefined as never }
  }
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
}

it('a PostgreSQL that is too old is refused with its version and the oldest that works', async () => {
  const old = database({ ...FACTS, number: '140011', version: '14.11' }, [0, 1, 2])
  await expect(checkDatabase(old, URL_15)).rejects.toMatchObject({
    code: 'database_unsuitable',
    message: expect.stringMatching(/PostgreSQL 14\.11 is too old\. Upgrade it to 15 or newer/) as string,
  })
  expect(await checkDatabase(database(FACTS, [0, 1, 2]), URL_15)).toEqual({
    version: '15.18',
    schema: 'public',
  })
})

it('a pooler that shares sessions between connections is refused', async () => {
  await expect(checkDatabase(database(FACTS, [0, 7, 7]), URL_15)).rejects.toMatchObject({
    code: 'database_unsuitable',
    message: expect.stringMatching(
      /pooler gives each transaction another session.*pool_mode = session/,
    ) as string,
  })
})

it('a pooler that refuses the limits of a connection is named, not taken for a database that is down', () => {
  const refused = Object.assign(new Error('unsupported startup parameter: statement_timeout'), {
    code: '08P01',
  })
  expect(toPostgresError(new Error('The connection failed.', { cause: refused }), URL_15)).toMatchObject({
    code: 'database_unsuitable',
    message: expect.stringMatching(/ann@db\.example\.com.*pooler.*ignore_startup_parameters/) as string,
  })
})
