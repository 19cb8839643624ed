import { setImmediate } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { notBefore } from '../clock.ts'
import { endAndRepair, lockJob } from './jobs.ts'
import { saveChange } from './save-changes.ts'
import type { Job } from '../state/job.ts'
import type { StoreParts, Tx } from '../tables/store-parts.ts'
import type { Schema } from '../tables/schema.ts'
import type { Change } from '../state/conclude.ts'

const WAITING = 'waiting'

/** Translations in one transaction, which blocks the event loop. */
const MAX_PER_TRANSACTION = 50

/**
 * Records in the history of each unfinished translation without its engine why it waits. It does so
 * once, however often the server starts without that engine. Damaged translations end instead.
 * @param stopping stops after the current transaction; the next start continues
 * @returns the number of waiting translations for each missing engine
 */
export async function noteMissingEngines(
  parts: StoreParts,
  engines: string[],
  notify: (change: Change) => void,
  stopping?: AbortSignal,
): Promise<Map<string, number>> {
  const missing = await findUnnoted(parts.db, engines)
  for (let start = 0; start < missing.length; start += MAX_PER_TRANSACTION) {
    if (stopping?.aborted) break
    const batch = missing.slice(start, start + MAX_PER_TRANSACTION)
    const changes = await parts.transact((tx) => noteAll(tx, parts, batch))
    changes.forEach(notify)
    await setImmediate()
  }
  return await countMissing(parts.db, engines)
}

/** In one order for all nodes: two that lock the same rows in different orders block each other. */
async function findUnnoted(db: Kysely<Schema>, engines: string[]): Promise<string[]> {
  const rows = await selectMissing(db, engines)
    .select('id')
    .where(({ eb, selectFrom }) =>
      eb(
        selectFrom('events')
          .select('type')
          .whereRef('events.translation_id', '=', 'translations.id')
          .orderBy('version', 'desc')
          .orderBy('events.id', 'desc')
          .limit(1),
        'is distinct from',
        WAITING,
      ),
    )
    .execute()
  return rows.map(({ id }) => id).toSorted()
}

async function countMissing(db: Kysely<Schema>, engines: string[]): Promise<Map<string, number>> {
  const rows = await selectMissing(db, engines)
    .select(({ fn }) => ['engine', fn.countAll().as('count')])
    .groupBy('engine')
    .execute()
  return new Map(rows.map(({ engine, count }) => [engine, Number(count)]))
}

function selectMissing(db: Kysely<Schema>, engines: string[]) {
  return db
    .selectFrom('translations')
    .where('status', 'in', ['pending', 'running', 'needs_input'])
    .where('engine', 'not in', engines)
}

async function noteAll(tx: Tx, parts: StoreParts, batch: string[]): Promise<Change[]> {
  const changes: Change[] = []
  for (const id of batch) {
    const change = await noteOne(tx, parts, id)
    if (change) changes.push(change)
  }
  return changes
}

async function noteOne(tx: Tx, parts: StoreParts, id: string): Promise<Change | undefined> {
  const { dialect, clock, steady } = parts
  const job = await lockJob(tx, dialect, id)
  if (job === undefined) return undefined
  if (job.damage) return await endAndRepair(tx, parts, job, job.damage)
  const now = notBefore({ wall: clock(), steady: steady() }, job.updatedAt)
  if ((await lastEventOf(tx, id)) === WAITING) return undefined
  const next = { ...job, version: job.version + 1, updatedAt: now.wall }
  const change: Change = { job: next, events: [reasonFor(job)], steadyMs: now.steady }
  await saveChange(tx, parts, job, change)
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
  const message = `The server is running without the engine \`${engine}\`. The translation continues when the engine is back.`
  return { type: WAITING, message }
}
