import type { PoolClient, QueryConfig, QueryResult } from 'pg'
import type { PostgresPoolClient } from 'kysely'
import { asUnavailable, isConnectionFailure, isStalePlan } from './failures.ts'

/** More than the store has. Inserts of ever new lengths could fill the cache. */
const MAX_STATEMENTS = 300

const names = new Map<string, string>()

/**
 * A connection as Kysely uses it. Statements are prepared once, values fit PostgreSQL, and a
 * connection that failed does not return to the pool.
 */
export function createSession(client: PoolClient, onRelease = () => {}): PostgresPoolClient {
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
  const query = async (text: string, parameters: readonly unknown[]): Promise<QueryResult> => {
    try {
      return await run(text, parameters)
    } catch (error) {
      // The connection still has the old plan, and an answer may still be on its way.
      isBroken ||= isConnectionFailure(error) || isStalePlan(error)
      throw asUnavailable(error)
    }
  }
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release(destroy = false) {
      client.release(destroy || isBroken)
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
