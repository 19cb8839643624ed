import type { Compilable } from 'kysely'
import { messageWrites } from '../outbox/enqueue.ts'
import { countSource } from '../owners/usage.ts'
import { enterQueue, unpark } from '../queues/queues.ts'
import type { ChangedRows } from '../tables/changed-rows.ts'
import type { Tx } from '../tables/store-parts.ts'

/** A statement for each changed row, which any database can do. */
export function writesOf(tx: Tx, rows: ChangedRows): Compilable[] {
  const { translations, tasks, events, queued, usage, messages, freed } = rows
  return [
    ...translations.map(({ id, ...changes }) =>
      tx.updateTable('translations').set(changes).where('id', '=', id),
    ),
    ...tasks.map(({ id, ...changes }) => tx.updateTable('tasks').set(changes).where('id', '=', id)),
    ...(events.length > 0 ? [tx.insertInto('events').values(events)] : []),
    ...queued.map((each) => enterQueue(tx, each, each.next_due_at)),
    ...usage.map((each) => countSource(tx, each)),
    ...messages.flatMap((message) => messageWrites(tx, message)),
    ...(freed.length > 0 ? [unpark(tx, freed)] : []),
  ]
}
