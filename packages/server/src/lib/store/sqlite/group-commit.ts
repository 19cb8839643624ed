import { setImmediate } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Schema } from '../tables/schema.ts'
import type { Transact, Tx } from '../verbs/jobs.ts'

/** How long a group may grow: the event loop stands still for it, and for the one write to the disk after it. */
const GROUP_MS = 4

export interface GroupCommitOptions {
  /** Frees some of a full disk; false when it cannot. Default: it cannot. */
  makeRoom?: (() => boolean) | undefined
  /** Milliseconds, to limit a group by. Default: the process's own. */
  now?: () => number
}

interface Write {
  work: (tx: Tx) => Promise<unknown>
  settled: PromiseWithResolvers<unknown>
}

/**
 * Transactions for a database that writes one at a time. Those asked for in the same turn of the event loop become one,
 * so that a thousand changes wait for a few writes to the disk and not for a thousand; each resolves only when
 * its own change is durable. They run one after the other, so each sees those before it.
 */
export function createGroupCommit(db: Kysely<Schema>, options: GroupCommitOptions = {}): Transact {
  const waiting: Write[] = []
  const { makeRoom = () => false, now = () => performance.now() } = options
  const commit = commitWith(db, makeRoom)
  let isWriting = false
  let patience: NodeJS.Timeout | undefined
  const writeAll = async (): Promise<void> => {
    isWriting = true
    while (waiting.length > 0) {
      // Whatever else the event loop hands over in this turn joins in.
      await setImmediate()
      await writeGroup(commit, waiting, now)
    }
    isWriting = false
  }
  const start = (): void => {
    clearTimeout(patience)
    patience = undefined
    if (!isWriting) void writeAll()
  }
  return <T>(work: (tx: Tx) => Promise<T>, withinMs = 0) => {
    const settled = Promise.withResolvers<unknown>()
    waiting.push({ work, settled })
    if (withinMs === 0) start()
    else patience ??= setTimeout(start, withinMs)
    return settled.promise as Promise<T>
  }
}

type Commit = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

/** On a full disk it makes room and tries once more, so that what deletes is not refused for want of room. */
function commitWith(db: Kysely<Schema>, makeRoom: () => boolean): Commit {
  return async (work) => {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if (!isFull(error) || !makeRoom()) throw error
      return await db.transaction().execute(work)
    }
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL'
}

/** Takes writes from those waiting and settles them. Never rejects. */
async function writeGroup(commit: Commit, waiting: Write[], now: () => number): Promise<void> {
  const group = waiting.splice(0, 1)
  try {
    const results = await commit((tx) => workAll(tx, group, waiting, now))
    group.forEach(({ settled }, index) => settled.resolve(results[index]))
  } catch (error) {
    if (group.length === 1) group[0]?.settled.reject(error)
    else await writeEach(commit, group)
  }
}

/** Does the first of the group, and adds more to it until the time is up. */
async function workAll(tx: Tx, group: Write[], waiting: Write[], now: () => number): Promise<unknown[]> {
  const results: unknown[] = []
  const untilMs = now() + GROUP_MS
  for (const { work } of group) {
    results.push(await work(tx))
    if (now() < untilMs) group.push(...waiting.splice(0, 1))
  }
  return results
}

/** All of a group was undone because one failed; nobody is to pay for another's mistake. */
async function writeEach(commit: Commit, group: Write[]): Promise<void> {
  for (const { work, settled } of group) {
    await commit(work).then(settled.resolve, settled.reject)
  }
}
