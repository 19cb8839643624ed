import { setImmediate } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Schema } from '../tables/schema.ts'
import type { Transact, Tx, Work } from '../tables/store-parts.ts'
import { together } from '../tables/together.ts'

/**
 * How long a group may grow. The event loop is blocked meanwhile, and during the disk write after
 * it.
 */
const GROUP_MS = 4

export interface GroupCommitOptions {
  /** Frees space on a full disk; returns false when it cannot. Default: it cannot. */
  makeRoom?: (() => boolean) | undefined
  /** The current time in milliseconds, to limit a group. Default: `performance.now`. */
  now?: () => number
}

interface Write {
  work: (tx: Tx) => Promise<unknown>
  settled: PromiseWithResolvers<unknown>
}

/**
 * Combines transactions for a database that writes one at a time. Those requested in the same turn
 * of the event loop become one, so a thousand changes wait for a few disk writes. Each resolves
 * when its own change is durable, and sees the changes before it.
 */
export function createGroupCommit(db: Kysely<Schema>, options: GroupCommitOptions = {}): Transact {
  const waiting: Write[] = []
  const { makeRoom = () => false, now = () => performance.now() } = options
  const commit = commitWith(db, makeRoom)
  let isWriting = false
  let startTimer: NodeJS.Timeout | undefined
  const writeAll = async (): Promise<void> => {
    isWriting = true
    while (waiting.length > 0) {
      // Other writes that the event loop delivers in this turn join the group.
      await setImmediate()
      await writeGroup(commit, waiting, now)
    }
    isWriting = false
  }
  const start = (): void => {
    clearTimeout(startTimer)
    startTimer = undefined
    if (!isWriting) void writeAll()
  }
  return <T>(work: Work<T>, withinMs = 0) => {
    const settled = Promise.withResolvers<unknown>()
    waiting.push({ work: (tx) => workToTheLast(tx, work), settled })
    if (withinMs === 0) start()
    else startTimer ??= setTimeout(start, withinMs)
    return settled.promise as Promise<T>
  }
}

/** One process writes, so the last writes of a work need not wait for the commit. */
async function workToTheLast<T>(tx: Tx, work: Work<T>): Promise<T> {
  const writing: Promise<unknown>[] = []
  const value = await work(tx, (writes) => {
    const written = together(writes.map((write) => tx.executeQuery(write)))
    writing.push(written)
    // Its error is not unhandled when the work itself has failed first.
    written.catch(() => undefined)
    return written
  })
  await together(writing)
  return value
}

type Commit = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

/**
 * Frees space on a full disk and tries once more, so that a deletion is not refused for lack of
 * space.
 */
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

/** Takes waiting writes and settles them. Never rejects. */
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

/** Runs the first write of the group, and adds more until the time is up. */
async function workAll(tx: Tx, group: Write[], waiting: Write[], now: () => number): Promise<unknown[]> {
  const results: unknown[] = []
  const untilMs = now() + GROUP_MS
  for (const { work } of group) {
    results.push(await work(tx))
    if (now() < untilMs) group.push(...waiting.splice(0, 1))
  }
  return results
}

/**
 * Commits each write of a failed group separately, so that one failure does not affect the others.
 */
async function writeEach(commit: Commit, group: Write[]): Promise<void> {
  for (const { work, settled } of group) {
    await commit(work).then(settled.resolve, settled.reject)
  }
}
