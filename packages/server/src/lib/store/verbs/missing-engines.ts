import { setImmediate } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { notBefore } from '../clock.ts'
import { endDamaged, mendRow } from '../state/damage.ts'
import type { Job } from '../state/job.ts'
import type { StoreParts } from '../tables/store-parts.ts'
import type { Schema } from '../tables/schema.ts'
import type { Change } from '../state/transitions.ts'
import { lockJob, saveChange, type Tx } from './jobs.ts'

const WAITING = 'waiting'

/** So many translations in one transaction: the event loop stands still for it. */
const AT_ONCE = 50

/**
 * Writes into the history of each unfinished translation why nothing happens to it: its engine is not here. Once, however
 * often the server starts without that engine. Damaged translations end instead.
 * @param stopping ends it after the present transaction; the next start goes on
 * @returns how many translations wait for each missing engine
 */
export async function noteMissingEngines(
  parts: StoreParts,
  engines: string[],
  announce: (change: Change) => void,
  stopping?: AbortSignal,
): Promise<Map<string, number>> {
  const missing = await findWaiting(parts.db, engines)
  for (let from = 0; from < missing.length; from += AT_ONCE) {
    if (stopping?.aborted) break
    const batch = missing.slice(from, from + AT_ONCE)
    const changes = await parts.transact((tx) => noteAll(tx, parts, batch))
    changes.forEach(announce)
    await setImmediate()
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

async function noteAll(tx: Tx, parts: StoreParts, batch: { id: string }[]): Promise<Change[]> {
  const changes: Change[] = []
  for (const { id } of batch) {
    const change = await noteOne(tx, parts, id)
    if (change) changes.push(change)
  }
  return changes
}

async function noteOne(
  tx: Tx,
  { dialect, ids, clock, steady }: StoreParts,
  id: string,
): Promise<Change | undefined> {
  const job = await lockJob(tx, dialect, id)
  if (job === undefined) return undefined
  const now = notBefore({ wall: clock(), steady: steady() }, job.updatedAt)
  if (job.damage) {
    const ended = endDamaged(job, job.damage, now)
    await saveChange(tx, ended.job, ended.change, ids)
    await mendRow(tx, id, job.damage)
    return ended.change
  }
  if ((await lastEventOf(tx, id)) === WAITING) return undefined
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
