import { Client, type ClientConfig, Pool, types } from 'pg'
import type { PostgresPool } from 'kysely'
import { asUnavailable, isConnectionFailure, repeatPatiently } from './failures.ts'
import { createPlaces } from './places.ts'
import { createSession } from './session.ts'

const INT8_OID = 20
/** A server that has gone silent must not keep a request for longer. */
const CONNECT_MS = 5_000
const STATEMENT_MS = 10_000
/** Longer than a statement, so that the server's own error arrives first. */
const ANSWER_MS = STATEMENT_MS + 2_000
/** A node that was cut off must not keep its locks. */
const IDLE_IN_TRANSACTION_MS = 5_000
const RECONNECT_MS = 5_000
/** How long a call waits while other calls use all connections. */
const BUSY_MS = 30_000

/** Settings of every connection of the store. */
function connectionConfig(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'video-translation',
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: ANSWER_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    // Statements may be sent before the answer to the one before.
    pipeline: true,
    types: { getTypeParser },
  }
}

/** Epoch milliseconds and counts are below 2^53. */
const getTypeParser: typeof types.getTypeParser = ((oid: number, format?: 'text') =>
  oid === INT8_OID ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser

export interface PoolOptions {
  url: string
  /** The most connections at once. */
  max: number
  /** How long a new call waits for a server that restarts, in milliseconds. Default: 5 s. */
  patienceMs?: number
  /** Receives the error of each idle connection that broke. */
  onTrouble: (error: Error) => void
}

/** A pool that replaces broken connections and waits a little for a server that restarts. */
export function createPool(options: PoolOptions): PostgresPool {
  const { url, max, patienceMs = RECONNECT_MS, onTrouble } = options
  const pool = new Pool({ ...connectionConfig(url), max })
  pool.on('error', onTrouble)
  // A connection that breaks while in use fails its query too; without a listener it would end the
  // process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const places = createPlaces(max, BUSY_MS)
  const patience = { forMs: patienceMs, isTransient: isConnectionFailure }
  return {
    options: {},
    async connect() {
      // The driver's own queue would count the wait for a busy connection as a failure to connect.
      const giveBack = await places.take()
      try {
        const reconnect = () => repeatPatiently(patience, () => pool.connect())
        return createSession(await reconnect(), { onRelease: giveBack, reconnect })
      } catch (error) {
        giveBack()
        throw asUnavailable(error)
      }
    },
    end: () => pool.end(),
  }
}

/** A pool of one connection for migrations, which may take long. */
export function createMigrationPool(url: string): PostgresPool {
  const limits = { statement_timeout: 0, query_timeout: 0, idle_in_transaction_session_timeout: 0 }
  const pool = new Pool({ ...connectionConfig(url), ...limits, max: 1 })
  return {
    options: {},
    connect: async () => createSession(await pool.connect()),
    end: () => pool.end(),
  }
}

/** A connection of its own, outside of the pool. */
export function createClient(url: string): Client {
  return new Client(connectionConfig(url))
}
