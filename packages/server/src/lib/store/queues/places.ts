import type { Kysely } from 'kysely'
import { isFinal } from 'video-translation-client'
import { createCache } from '../../cache.ts'
import type { Now } from '../clock.ts'
import { DAY_MS } from '../owner-store.ts'
import type { WaitingPlace } from '../records.ts'
import { type Job, type JobTask, tasksOf } from '../state/job.ts'
import type { Schema } from '../tables/schema.ts'
import type { StoreParts } from '../tables/store-parts.ts'
import { isOutOfMinutes, selectLine } from './line.ts'
import { numberIn } from './queues.ts'
import { countTasks, IS_LEASED, IS_WAITING } from './task-states.ts'

/** The waiting tasks of one owner, as of a moment ago. */
export interface WaitingLine {
  /** The place of each translation's first waiting task. */
  positions: ReadonlyMap<string, number>
  running: number
  maxRunning: number
  minutesPerDay: number | undefined
  isOutOfMinutes: boolean
  /** The mean time between two claims, in milliseconds. Undefined: not known. */
  gapMs: number | undefined
  /** When a task was last claimed, on the steady clock. */
  claimedAt: number | undefined
}

/** Says why a translation waits. Undefined for one that does not. */
export type FindPlace = (job: Job) => Promise<WaitingPlace | undefined>

/** A list of many translations of one owner, and all who watch them, share one reading. */
const FRESH_MS = 2_000

export function createPlaceFinder({ db, steady, clock }: StoreParts): FindPlace {
  const lines = createCache(
    (key) => readLine(db, JSON.parse(key) as [engine: string, owner: string], clock()),
    { freshMs: FRESH_MS, now: steady },
  )
  return async (job) => {
    const task = firstWaiting(job)
    if (task === undefined) return undefined
    const line = await lines.get(JSON.stringify([job.engine, job.owner]))
    return placeIn(line, job.id, task, { steady: steady(), wall: clock() })
  }
}

/** Undefined when something of it is worked on, or nothing of it waits for a worker. */
function firstWaiting(job: Job): JobTask | undefined {
  const all = tasksOf(job)
  if (isFinal(job.status) || all.some(({ status }) => status === 'running')) return undefined
  return all.find(({ status, dueAt }) => status === 'pending' && dueAt !== undefined)
}

export function placeIn(
  line: WaitingLine,
  translationId: string,
  { kind, dueAt = 0 }: Pick<JobTask, 'kind' | 'dueAt'>,
  now: Now,
): WaitingPlace {
  if (dueAt > now.steady) return { reason: 'retry', expectedStartMs: dueAt - now.steady }
  if (kind === 'source' && line.isOutOfMinutes) {
    const expectedStartMs = DAY_MS - (now.wall % DAY_MS)
    return { reason: 'daily_minutes', limit: line.minutesPerDay, expectedStartMs }
  }
  const position = line.positions.get(translationId)
  const place = { position, expectedStartMs: expectedStartMs(line, position, now.steady) }
  if (line.running < line.maxRunning) return { reason: 'worker', ...place }
  return { reason: 'concurrency', limit: line.maxRunning, ...place }
}

function expectedStartMs(
  { gapMs, claimedAt }: WaitingLine,
  position: number | undefined,
  now: number,
): number | undefined {
  if (gapMs === undefined || position === undefined) return undefined
  return Math.max(0, position * gapMs - (claimedAt === undefined ? 0 : now - claimedAt))
}

/** Counting further would take longer than the rest of a request. */
const MAX_POSITION = 1_000

async function readLine(
  db: Kysely<Schema>,
  [engine, owner]: [engine: string, owner: string],
  wall: number,
): Promise<WaitingLine> {
  const row = await selectLine(db, engine, wall)
    .select(['queues.gap_ms', 'queues.claimed_at'])
    .where('queues.owner', '=', owner)
    .executeTakeFirst()
  const maxRunning = numberIn(row?.max_running) ?? Infinity
  return {
    positions: await readPositions(db, engine, owner),
    running: maxRunning === Infinity ? 0 : await countTasks(db, owner, IS_LEASED),
    maxRunning,
    minutesPerDay: numberIn(row?.minutes_per_day),
    isOutOfMinutes: row !== undefined && isOutOfMinutes(row),
    gapMs: numberIn(row?.gap_ms),
    claimedAt: numberIn(row?.claimed_at),
  }
}

async function readPositions(
  db: Kysely<Schema>,
  engine: string,
  owner: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('tasks')
    .select('translation_id')
    .where('engine', '=', engine)
    .where('owner', '=', owner)
    .where(IS_WAITING)
    .orderBy('priority', 'desc')
    .orderBy('translation_id')
    .orderBy('position')
    .limit(MAX_POSITION)
    .execute()
  const positions = new Map<string, number>()
  for (const [index, { translation_id }] of rows.entries())
    if (!positions.has(translation_id)) positions.set(translation_id, index + 1)
  return positions
}
