import {
  type CompiledQuery,
  type ConnectionProvider,
  type DatabaseConnection,
  type Dialect,
  Kysely,
  type QueryResult,
} from 'kysely'
import type { Schema } from '../tables/schema.ts'
import type { Tx } from '../tables/store-parts.ts'
import { together } from '../tables/together.ts'

/** Makes a handle whose statements go to one connection. */
export type BindTo = (provider: ConnectionProvider) => Tx

/** Kysely's own handles of a connection let one statement wait for the answer to the one before. */
export function bindTo(db: Kysely<Schema>, dialect: Dialect): BindTo {
  const config = { config: { dialect }, dialect, driver: dialect.createDriver() }
  return (provider) =>
    // A connection is all that a transaction needs of Kysely.
    new Kysely<Schema>({ ...config, executor: db.getExecutor().withConnectionProvider(provider) }) as Tx
}

/** A transaction that begins with its first statement, in one flight with it. */
export interface OpenTransaction<Begun> {
  tx: Tx
  /** Resolves with what its beginning answered. It begins now if it has no statement yet. */
  begun(): Promise<Begun>
}

/** @param begin sends the beginning */
export function openTransaction<Begun>(
  connection: DatabaseConnection,
  bind: BindTo,
  begin: (connection: DatabaseConnection) => Promise<Begun>,
): OpenTransaction<Begun> {
  let beginning: Promise<Begun> | undefined
  const begun = () => (beginning ??= begin(connection))
  const pipelined: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const [, answer] = await together([begun(), connection.executeQuery<R>(query)])
      return answer
    },
    streamQuery: (...call) => connection.streamQuery(...call),
  }
  return { tx: bind({ provideConnection: (consumer) => consumer(pipelined) }), begun }
}
