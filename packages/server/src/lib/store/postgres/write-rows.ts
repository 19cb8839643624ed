import { type Compilable, CompiledQuery } from 'kysely'
import { messageWrites } from '../outbox/enqueue.ts'
import type { ChangedRows, QueuedOwner } from '../tables/changed-rows.ts'
import type { OwnerUsageRow } from '../tables/schema.ts'
import type { Tx } from '../tables/store-parts.ts'
import { enteringParts } from './enter-queue.ts'
import { jsonOf } from './json-rows.ts'

/** All changed rows in one statement, besides messages: one for a whole round of claims. */
export function writesOf(tx: Tx, rows: ChangedRows): Compilable[] {
  const statement = writeAll(rows)
  return [
    ...(statement ? [{ compile: () => statement }] : []),
    ...rows.messages.flatMap((message) => messageWrites(tx, message)),
  ]
}

function writeAll(rows: ChangedRows): CompiledQuery | undefined {
  const { translations, tasks, events, queued, usage, freed } = rows
  const parts = [
    ...updatesOf('translations', translations),
    ...updatesOf('tasks', tasks),
    ...(events.length > 0 ? [insertionOf('events', events)] : []),
    ...(usage.length > 0 ? [countingOf(usage)] : []),
    ...(queued.length > 0 ? [enteringOf(queued)] : []),
    ...(freed.length > 0 ? [freeingOf(freed, queued.length > 0)] : []),
  ]
  if (parts.length === 0) return undefined
  const texts = parts.map(({ text }, at) => text(`$${at + 1}`, `part${at}`))
  const answer = freed.length > 0 ? `select freed from part${parts.length - 1}` : 'select'
  return CompiledQuery.raw(
    `with ${texts.join(', ')} ${answer}`,
    parts.map(({ value }) => value),
  )
}

/** A part of the statement, which takes one parameter. */
interface Part {
  value: unknown
  text(parameter: string, name: string): string
}

/** Rows with the same columns are written together. No row is written twice in a statement. */
function updatesOf(table: string, rows: object[]): Part[] {
  const byColumns = Map.groupBy(rows, (row) => Object.keys(row).toSorted().join())
  return [...byColumns].map(([columns, group]) => {
    // The planner would expect a hundred rows, for which it reads a whole small table. A power of
    // two, so that there are few statements to prepare.
    const most = 2 ** Math.ceil(Math.log2(group.length))
    const changes = columns
      .split(',')
      .filter((column) => column !== 'id')
      .map((column) => `${column} = changed.${column}`)
    return {
      value: jsonOf(group),
      text: (parameter, name) =>
        `${name} as (update ${table} set ${changes.join(', ')}
        from (select * from json_populate_recordset(null::${table}, ${parameter}::json) limit ${most}) as changed
        where ${table}.id = changed.id)`,
    }
  })
}

function insertionOf(table: string, rows: object[]): Part {
  const columns = Object.keys(rows[0] ?? {}).join(', ')
  return {
    value: jsonOf(rows),
    text: (parameter, name) =>
      `${name} as (insert into ${table} (${columns})
      select ${columns} from json_populate_recordset(null::${table}, ${parameter}::json))`,
  }
}

function countingOf(usage: OwnerUsageRow[]): Part {
  return {
    value: jsonOf(usage),
    text: (parameter, name) =>
      `${name} as (insert into owner_usage (owner, day, seconds)
      select owner, day, seconds from json_populate_recordset(null::owner_usage, ${parameter}::json)
      order by owner, day
      on conflict (owner, day) do update set seconds = owner_usage.seconds + excluded.seconds)`,
  }
}

function enteringOf(queued: QueuedOwner[]): Part {
  return {
    value: jsonOf(queued),
    text: (parameter, name) =>
      `${name} as materialized (
        select engine, owner, next_due_at from json_populate_recordset(null::queues, ${parameter}::json)
        order by engine, owner
      ), ${enteringParts(name)}`,
  }
}

/**
 * It waits for owners that enter: PostgreSQL refuses a row that a statement writes twice. The rows
 * are locked in order, so that two statements do not wait for each other.
 */
function freeingOf(freed: string[], isAfterEntering: boolean): Part {
  const after = isAfterEntering ? 'and (select count(*) from entered) >= 0' : ''
  return {
    value: freed,
    text: (parameter, name) =>
      `${name}_places as materialized (
        select engine, owner from queues
        where owner = any(${parameter}::text[]) and parked = 1 ${after}
        order by engine, owner for no key update
      ), ${name} as (
        update queues set parked = 0, next_due_at = 0 from ${name}_places as place
        where queues.engine = place.engine and queues.owner = place.owner returning queues.owner as freed
      )`,
  }
}
