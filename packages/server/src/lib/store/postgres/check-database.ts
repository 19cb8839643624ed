import { type Kysely, sql } from 'kysely'
import { DatabaseUnusable } from '../database-unusable.ts'
import { safeUrl } from '../safe-url.ts'
import type { Schema } from '../tables/schema.ts'
import { codeOf, isConnectionFailure } from './failures.ts'

const MIN_VERSION = 15

/** Properties of a database that suits the store. */
export interface DatabaseFacts {
  /** E.g. `15.18`. */
  version: string
  /** The schema of the store's tables: the first one of the connection's search path. */
  schema: string
}

interface FactsRow {
  number: string
  version: string
  encoding: string
  /** Null when no schema of the search path exists. */
  schema: string | null
  /** `é`, unless the locale knows only ASCII. */
  lowered: string
}

/** @throws {DatabaseUnusable} when the store cannot use the database */
export async function checkDatabase(db: Kysely<Schema>, url: string): Promise<DatabaseFacts> {
  const { rows } = await sql<FactsRow>`
    select current_setting('server_version_num') as number, current_setting('server_version') as version,
      current_setting('server_encoding') as encoding, current_schema() as schema, lower('É') as lowered`.execute(
    db,
  )
  const [found] = rows
  if (found === undefined) throw new Error('PostgreSQL answered a query with no row.')
  const { version, schema } = found
  const [trouble, remedy = ''] = (await sharesSessions(db)) ? POOLED : troubleOf(found)
  if (trouble !== undefined || schema === null) {
    const problem = `The database ${safeUrl(url)} cannot be used: ${trouble}.`
    throw new DatabaseUnusable('database_unsuitable', problem, remedy)
  }
  return { version, schema }
}

const POOLED = [
  'its pooler gives each transaction another session, so notifications and locks get lost',
  'Connect to PostgreSQL itself, or set pool_mode = session in PgBouncer.',
]

/**
 * Whether two open connections are one session of PostgreSQL: then a pooler such as PgBouncer
 * shares it between them.
 */
async function sharesSessions(db: Kysely<Schema>): Promise<boolean> {
  return await db.connection().execute(async (one) => {
    const pid = await backendOf(one)
    return await db.connection().execute(async (other) => (await backendOf(other)) === pid)
  })
}

async function backendOf(db: Kysely<Schema>): Promise<number | undefined> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  return rows[0]?.pid
}

/** The property that does not suit the store, and the remedy. Empty when all of them do. */
function troubleOf({ number, version, encoding, schema, lowered }: FactsRow): string[] {
  if (Number(number) < MIN_VERSION * 10_000)
    return [`PostgreSQL ${version} is too old`, `Upgrade it to ${MIN_VERSION} or newer.`]
  if (encoding !== 'UTF8') return [`its encoding is ${encoding}`, createAnother('')]
  if (lowered !== 'é')
    return ['its locale knows only ASCII, so searches would miss names', createAnother(" locale 'C.UTF-8'")]
  if (schema === null)
    return ['no schema of its search_path exists', 'Create the schema, or change the search_path.']
  return []
}

function createAnother(locale: string): string {
  return `Create another one: create database NAME encoding 'UTF8'${locale} template template0`
}

function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : rootMessage(error.cause)
}

/** Turns an error of PostgreSQL or the network into one that names the cause and what to do. */
export function toPostgresError(error: unknown, url: string): unknown {
  if (error instanceof DatabaseUnusable) return error
  const { code, problem, remedy = '' } = describeFailure(stateOf(error), error) ?? {}
  if (code === undefined) return error
  return new DatabaseUnusable(code, `The database ${safeUrl(url)} ${problem}.`, remedy, error)
}

function stateOf(error: unknown): string {
  return codeOf(error) || (error instanceof Error && error.cause !== undefined ? stateOf(error.cause) : '')
}

function describeFailure(state: string, error: unknown) {
  if (state === '28P01' || state === '28000')
    return {
      code: 'database_refused' as const,
      problem: 'refuses the user or the password',
      remedy: 'Correct them in the URL, or allow the user in pg_hba.conf.',
    }
  if (state === '3D000')
    return {
      code: 'database_missing' as const,
      problem: 'does not exist',
      remedy: "Create it: create database NAME encoding 'UTF8' template template0",
    }
  if (state === '42501')
    return {
      code: 'database_refused' as const,
      problem: 'does not let its user create tables',
      remedy: 'Make the user the owner of the database, or grant it CREATE on the schema.',
    }
  if (/unsupported startup parameter/.test(rootMessage(error)))
    return {
      code: 'database_unsuitable' as const,
      problem: `is behind a pooler that refuses limits of the connection (${rootMessage(error)})`,
      remedy:
        'Connect to PostgreSQL itself, or set in PgBouncer: pool_mode = session, and ignore_startup_parameters = ' +
        'statement_timeout, idle_in_transaction_session_timeout, options.',
    }
  if (isConnectionFailure(error) || state === 'ENOTFOUND')
    return {
      code: 'database_unreachable' as const,
      problem: `does not answer (${state || rootMessage(error)})`,
      remedy: 'Start PostgreSQL, or correct the host and the port in the URL.',
    }
  return undefined
}
