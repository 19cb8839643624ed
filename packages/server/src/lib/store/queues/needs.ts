import { type Kysely, sql } from 'kysely'
import type { Queue } from './queues.ts'
import { IS_PREPARED, IS_WAITING } from './task-states.ts'
import type { NeedInLine } from '../store.ts'
import type { Schema } from '../tables/schema.ts'
import { isInstant } from '../tables/shapes.ts'

interface NeedRow {
  engine: string
  needs: string
  /** On the steady clock. */
  dueAt: number
}

/**
 * What the waiting and the running tasks need. It steps from need to need in the index, however
 * many tasks each has.
 */
export async function needsInLine(db: Kysely<Schema>, engines: string[], now: number): Promise<NeedInLine[]> {
  const found = await Promise.all(
    engines.map(async (engine) => [...(await waitingNeeds(db, engine)), ...(await leasedNeeds(db, engine))]),
  )
  return found
    .flat()
    .filter(({ dueAt }) => isInstant(dueAt))
    .map(({ engine, needs, dueAt }) => ({ engine, needs, dueInMs: dueAt - now }))
}

async function waitingNeeds(db: Kysely<Schema>, engine: string): Promise<NeedRow[]> {
  const { rows } = await sql<NeedRow>`
    with recursive lines(needs) as (
      select min(needs) from tasks
      where engine = ${engine} and status = 'pending' and due_at is not null
      union all
      select (select min(needs) from tasks
        where engine = ${engine} and status = 'pending' and due_at is not null and needs > lines.needs)
      from lines where lines.needs is not null
    )
    select ${engine} as engine, needs, (
      select min(due_at) from tasks
      where engine = ${engine} and status = 'pending' and due_at is not null and tasks.needs = lines.needs
    ) as "dueAt" from lines where needs is not null`.execute(db)
  return rows.map((row) => ({ ...row, dueAt: Number(row.dueAt) }))
}

/** Which of these needs waiting tasks of an owner have, stepping from need to need in the index. */
export async function needsOf(
  db: Kysely<Schema>,
  { engine, owner, isOutOfMinutes }: Queue & { isOutOfMinutes: boolean },
  among: readonly string[],
): Promise<string[]> {
  const own = sql`engine = ${engine} and owner = ${owner} and ${isOutOfMinutes ? IS_PREPARED : IS_WAITING}`
  const { rows } = await sql<{ needs: string }>`
    with recursive own(needs) as (
      select min(needs) from tasks where ${own}
      union all
      select (select min(needs) from tasks where ${own} and needs > own.needs)
      from own where own.needs is not null
    )
    select needs from own where needs is not null`.execute(db)
  return rows.map(({ needs }) => needs).filter((need) => among.includes(need))
}

async function leasedNeeds(db: Kysely<Schema>, engine: string): Promise<NeedRow[]> {
  const rows = await db
    .selectFrom('tasks')
    .select(({ fn }) => ['needs', fn.min('due_at').as('dueAt')])
    .where('engine', '=', engine)
    .where(sql<boolean>`status = 'running' and due_at is not null`)
    .groupBy('needs')
    .execute()
  return rows.map(({ needs, dueAt }) => ({ engine, needs, dueAt: Number(dueAt) }))
}
