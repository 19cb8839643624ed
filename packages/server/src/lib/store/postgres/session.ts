import type { PoolClient, QueryConfig, QueryResult } from 'pg'
import type { PostgresPoolClient } from 'kysely'
import { asUnavailable, isConnectionFailure, isStalePlan } from './failures.ts'

/** More than the store has. Inserts of ever new lengths could fill the cache. */
const MAX_STATEMENTS = 300

const names = new Map<string, string>()

export interface SessionOptions {
  onRelease?: () => void
  /** Takes another connection. Default: nothing is repeated. */
  reconnect?: () => Promise<PoolClient>
}

/** What writes begins with `with` alone, if at all. */
const READ = /^\s*(?:select|with recursive)\b/i

/** A connection that was dead before it was asked says so at once. */
const DEAD_MS = 1_000
/** After a restart of the server, all of a pool are. Each that is found leaves it. */
const MOST_DEAD = 20

/**
 * A connection as Kysely uses it. Statements are prepared once, values fit PostgreSQL, and a
 * connection that failed does not return to the pool. A read on one that the server had ended
 * meanwhile is repeated on another one.
 */
export function createSession(client: PoolClient, options: SessionOptions = {}): PostgresPoolClient {
  const { onRelease = () => undefined, reconnect } = options
  let isHeld = true
  let isBroken = false
  let isInTransaction = false
  const run = async (text: string, parameters: readonly unknown[]): Promise<QueryResult> => {
    if (/^(begin|commit|rollback)/.test(text)) isInTransaction = text.startsWith('begin')
    // Others may be sent before its answer comes, among them the commit.
    const isPartOfTransaction = isInTransaction
    const statement = toQuery(text, parameters)
    try {
      return lastOf(await client.query(statement))
    } catch (error) {
      // A newer version has added a column. A transaction is repeated as a whole instead.
      if (!isStalePlan(error) || isPartOfTransaction) throw error
      const { name: _prepared, ...unprepared } = statement
      return lastOf(await client.query(unprepared))
    }
  }
  const runOrRepeat = async (text: string, parameters: readonly unknown[]): Promise<QueryResult> => {
    const isRead = READ.test(text) && !isInTransaction
    for (let left = isRead && reconnect ? MOST_DEAD : 0; ; left--) {
      const startedMs = performance.now()
      try {
        return await run(text, parameters)
      } catch (error) {
        const wasDead = isConnectionFailure(error) && performance.now() - startedMs < DEAD_MS
        if (left === 0 || !wasDead || !reconnect) throw error
      }
      isHeld = false
      client.release(true)
      client = await reconnect()
      isHeld = true
    }
  }
  const query = async (text: string, parameters: readonly unknown[]): Promise<QueryResult> => {
    try {
      return await runOrRepeat(text, parameters)
    } catch (error) {
      // The connection still has the old plan, and an answer may still be on its way.
      isBroken ||= isConnectionFailure(error) || isStalePlan(error)
      throw asUnavailable(error)
    }
  }
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release(destroy = false) {
      if (isHeld) client.release(destroy || isBroken)
      onRelease()
    },
  }
}

/** Without parameters several statements may go in one message. The last one has the result. */
function lastOf(results: unknown): QueryResult {
  return (Array.isArray(results) ? results.at(-1) : results) as QueryResult
}

function toQuery(text: string, parameters: readonly unknown[]): QueryConfig {
  if (parameters.length === 0) return { text }
  const name = nameOf(text)
  return { text, values: parameters.map(withoutNul), ...(name !== undefined && { name }) }
}

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size === MAX_STATEMENTS) return known
  const name = `vt${names.size}`
  names.set(text, name)
  return name
}

/** PostgreSQL's text cannot hold the character NUL, and no text needs it. */
export function withoutNul(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '') : value
  return Array.isArray(value) ? value.map(withoutNul) : value
}
