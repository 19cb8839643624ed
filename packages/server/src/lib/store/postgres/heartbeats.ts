import { type Kysely, sql } from 'kysely'
import type { Schema } from '../tables/schema.ts'
import type { Beat, Heartbeat } from '../tables/store-parts.ts'
import { createBatches } from './batches.ts'
import { repeatPatiently } from './failures.ts'
import { WRITE_PATIENCE } from './patience.ts'

type Answer = Awaited<ReturnType<Heartbeat>>

const MOST_AT_ONCE = 500

/** Prolongs the leases of all heartbeats that arrive at the same time in one statement. */
export function createHeartbeat(db: Kysely<Schema>): Heartbeat {
  return createBatches({
    run: (beats) => repeatPatiently(WRITE_PATIENCE, () => prolongAll(db, beats)),
    most: MOST_AT_ONCE,
    atOnce: 1,
  })
}

/** The tasks are locked in their order, so that two statements do not wait for each other. */
async function prolongAll(db: Kysely<Schema>, beats: Beat[]): Promise<Answer[]> {
  const columns = [
    beats.map(({ lease }) => lease.taskId),
    beats.map(({ lease }) => lease.worker),
    beats.map(({ lease }) => lease.attempt),
    beats.map(({ until }) => until),
  ]
  const [ids, workers, attempts, untils] = columns
  const { rows } = await sql<{ at: number; answer: Answer }>`
    with beat as materialized (
      select * from unnest(${ids}::text[], ${workers}::text[], ${attempts}::int[], ${untils}::bigint[])
      with ordinality as beat(task_id, worker, attempt, until, at)
    ), leased as materialized (
      select tasks.id, beat.until, beat.at, translation_id from tasks join beat on tasks.id = beat.task_id
      where tasks.worker = beat.worker and tasks.attempt = beat.attempt and tasks.status = 'running'
      order by tasks.id for no key update of tasks
    ), wanted as materialized (
      select leased.* from leased join translations on translations.id = translation_id
      where cancel_requested = 0
    ), prolonged as (
      update tasks set due_at = wanted.until from wanted where tasks.id = wanted.id
    )
    select at, case when at in (select at from wanted) then 'ok'
      when at in (select at from leased) then 'canceled' else 'lost' end as answer
    from beat order by at`.execute(db)
  return rows.map(({ answer }) => answer)
}
