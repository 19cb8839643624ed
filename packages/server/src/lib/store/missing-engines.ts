import type { Kysely } from 'kysely'
import { notBefore } from './clock.ts'
import type { Job } from './job.ts'
import type { StoreParts } from './store-parts.ts'
import type { Schema } from './schema.ts'
import type { Change } from './state.ts'
import { lockJob, saveChange, type Tx } from './transactions.ts'

const WAITING = 'waiting'

/**
 * Writes into the history of each unfinished translation why nothing happens to it: its engine is not here. Once, however
 * often the server starts without that engine.
 * @returns how many translations wait for each missing engine
 */
export async function noteMissingEngines(
  parts: StoreParts,
  engines: string[],
  announce: (change: Change) => void,
): Promise<Map<string, number>> {
  const missing = await findWaiting(parts.db, engines)
  for (const { id } of missing) {
    const change = await parts.transact((tx) => noteOne(tx, parts, id))
    if (change) announce(change)
  }
  const byEngine = Map.groupBy(missing, ({ engine }) => engine)
  return new Map([...byEngine].map(([engine, those]) => [engine, those.length]))
}

async function findWaiting(db: Kysely<Schema>, engines: string[]): Promise<{ id: string; engine: string }[]> {
  return await db
    .selectFrom('translations')
    .select(['id', 'engine'])
    .where('status', 'in', ['pending', 'running', 'needs_input'])
    .where('engine', 'not in', engines)
    .execute()
}

async function noteOne(
  tx: Tx,
  { dialect, ids, clock, steady }: StoreParts,
  id: string,
): Promise<Change | undefined> {
  const job = await lockJob(tx, dialect, id)
  if (job === undefined || (await lastEventOf(tx, id)) === WAITING) return undefined
  const now = notBefore({ wall: clock(), steady: steady() }, job.updatedAt)
  const next = { ...job, version: job.version + 1, updatedAt: now.wall }
  const change: Change = { job: next, events: [reasonFor(job)], steadyMs: now.steady }
  await saveChange(tx, job, change, ids)
  return change
}

async function lastEventOf(tx: Tx, id: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('events')
    .select('type')
    .where('translation_id', '=', id)
    .orderBy('version', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.type
}

function reasonFor({ engine }: Job) {
  const message = `The server runs without the engine \`${engine}\` now; the translation goes on when it is back.`
  return { type: WAITING, message }
}
