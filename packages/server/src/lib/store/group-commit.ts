import { setImmediate } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'
import type { Transact, Tx } from './transactions.ts'

/** How long a group may grow: the event loop stands still for it, and for the one write to the disk after it. */
const GROUP_MS = 4

interface Write {
  work: (tx: Tx) => Promise<unknown>
  settled: PromiseWithResolvers<unknown>
}

/**
 * Transactions for a database that writes one at a time. Those asked for in the same turn of the event loop become one,
 * so that a thousand changes wait for a few writes to the disk and not for a thousand; each resolves only when
 * its own change is durable. They run one after the other, so each sees those before it.
 */
export function createGroupCommit(db: Kysely<Schema>): Transact {
  const waiting: Write[] = []
  let writing: Promise<void> | undefined
  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      // Whatever else the event loop hands over in this turn joins in.
      await setImmediate()
      await writeGroup(db, waiting)
    }
    writing = undefined
  }
  return <T>(work: (tx: Tx) => Promise<T>) => {
    const settled = Promise.withResolvers<unknown>()
    waiting.push({ work, settled })
    writing ??= writeAll()
    return settled.promise as Promise<T>
  }
}

async function writeGroup(db: Kysely<Schema>, waiting: Write[]): Promise<void> {
  const group: Write[] = []
  try {
    const results = await db.transaction().execute((tx) => workAll(tx, group, waiting))
    group.forEach(({ settled }, index) => settled.resolve(results[index]))
  } catch (error) {
    if (group.length === 1) group[0]?.settled.reject(error)
    else await writeEach(db, group)
  }
}

/** Moves writes from those waiting to the group until the time is up. */
async function workAll(tx: Tx, group: Write[], waiting: Write[]): Promise<unknown[]> {
  const results: unknown[] = []
  const untilMs = performance.now() + GROUP_MS
  do {
    const write = waiting.shift()
    if (write === undefined) break
    group.push(write)
    results.push(await write.work(tx))
  } while (performance.now() < untilMs)
  return results
}

/** All of a group was undone because one failed; nobody is to pay for another's mistake. */
async function writeEach(db: Kysely<Schema>, group: Write[]): Promise<void> {
  for (const { work, settled } of group) {
    await db.transaction().execute(work).then(settled.resolve, settled.reject)
  }
}
