import { setImmediate } from 'node:timers/promises'
import { isFinal, type TranslationFilter } from 'video-translation-client'
import type { Store } from '../../store/store.ts'
import type { TranslationRecord } from '../../store/records.ts'
import { createWakeSignal } from '../../wake-signal.ts'
import type { Changes } from './changes.ts'
import type { SharedReads } from './shared-reads.ts'

/** An event of a stream. */
export type FeedEvent =
  | { event: 'translation'; record: TranslationRecord }
  | { event: 'missing'; id: string }
  | { event: 'removed'; id: string }

/** The store and its changes. */
export interface ChangeFeedSources {
  store: Store
  changes: Changes
  reads: SharedReads
}

/** The translations to follow, and their owner. */
export interface ChangeFeedOptions {
  owner: string
  /** The ids to follow, each with the version already seen, 0 for none. */
  seen: ReadonlyMap<string, number>
  /** Follows all translations that match it, too. */
  filter?: TranslationFilter
  signal: AbortSignal
  rereadMs: number
}

/** The last known state of a followed translation: enough to recognize a newer one. */
interface Known {
  version: number
  isFinal: boolean
}

const BATCH = 100
/** Translations with many languages take a while to write. Other requests get a turn in between. */
const EVENTS_AT_ONCE = 10

/**
 * Yields the latest state of each followed translation when it is newer than the last one sent. A
 * change only marks an id, and the row is read when the reader is ready, so a slow reader gets
 * fewer events and memory stays bounded by the number of ids. Ends without an error when the signal
 * aborts.
 */
export async function* changeFeed(
  sources: ChangeFeedSources,
  options: ChangeFeedOptions,
): AsyncGenerator<FeedEvent[]> {
  const { store, changes } = sources
  const known = new Map<string, Known>()
  for (const [id, version] of options.seen) known.set(id, { version, isFinal: false })
  const marked = new Set(known.keys())
  const wakeSignal = createWakeSignal()
  const mark = (id: string): void => {
    if (!options.filter && !known.has(id)) return
    marked.add(id)
    wakeSignal.wake()
  }
  const unsubscribe = changes.all(mark)
  options.signal.addEventListener('abort', wakeSignal.wake, { once: true })
  try {
    if (options.filter) yield* snapshot(store, options.filter, known, options)
    while (!options.signal.aborted) {
      yield* drain(sources, marked, known, options)
      if (options.signal.aborted) return
      const wasWoken = await wakeSignal.wait(options.rereadMs)
      if (!wasWoken) await markUnfinished(store, marked, known, options)
    }
  } finally {
    unsubscribe()
    options.signal.removeEventListener('abort', wakeSignal.wake)
  }
}

async function* snapshot(
  store: Store,
  filter: TranslationFilter,
  known: Map<string, Known>,
  { owner, signal }: ChangeFeedOptions,
): AsyncGenerator<FeedEvent[]> {
  let cursor: string | undefined
  do {
    const page = await store.list({ ...filter, owner, limit: BATCH, cursor })
    yield* inChunks(page.items.flatMap((record) => newerEvent(record, known)))
    cursor = page.nextCursor
  } while (cursor !== undefined && !signal.aborted)
}

async function* drain(
  { reads }: ChangeFeedSources,
  marked: Set<string>,
  known: Map<string, Known>,
  { owner, filter, signal }: ChangeFeedOptions,
): AsyncGenerator<FeedEvent[]> {
  while (marked.size > 0 && !signal.aborted) {
    const ids = take(marked, BATCH)
    const records = new Map((await reads.getMany(ids, owner)).map((record) => [record.id, record]))
    const events = ids.flatMap((id) => {
      const record = records.get(id)
      if (!record) return goneEvent(id, known)
      // A translation that was sent once is followed to its end, even if it no longer matches.
      const isWanted = known.has(id) || (filter && matchesFilter(record, filter))
      return isWanted ? newerEvent(record, known) : []
    })
    yield* inChunks(events)
  }
}

/** Events without a translation are small, so only translations are sent in chunks. */
async function* inChunks(events: FeedEvent[]): AsyncGenerator<FeedEvent[]> {
  let rest = events
  while (rest.length > 0) {
    const end = rest.some(({ event }) => event === 'translation') ? EVENTS_AT_ONCE : rest.length
    yield rest.slice(0, end)
    rest = rest.slice(end)
    await setImmediate()
  }
}

function newerEvent(record: TranslationRecord, known: Map<string, Known>): FeedEvent[] {
  const last = known.get(record.id)
  known.set(record.id, { version: record.version, isFinal: isFinal(record.status) })
  return record.version > (last?.version ?? 0) ? [{ event: 'translation', record }] : []
}

function goneEvent(id: string, known: Map<string, Known>): FeedEvent[] {
  const last = known.get(id)
  if (!last) return []
  known.delete(id)
  return [{ event: last.version > 0 ? 'removed' : 'missing', id }]
}

/**
 * In case an event was lost: marks the unfinished translations that have changed, and the newest
 * that match the filter.
 */
async function markUnfinished(
  store: Store,
  marked: Set<string>,
  known: Map<string, Known>,
  { owner, filter, signal }: ChangeFeedOptions,
): Promise<void> {
  const open = new Set([...known].flatMap(([id, { isFinal }]) => (isFinal ? [] : [id])))
  const behind: string[] = []
  // With very many ids, a new change must not wait for this check. The rest is checked in the next
  // silence.
  while (open.size > 0 && marked.size === 0 && !signal.aborted) {
    const ids = take(open, BATCH)
    const versions = await store.versions(ids)
    behind.push(...ids.filter((id) => versions.get(id) !== known.get(id)?.version))
    await setImmediate()
  }
  for (const id of behind) marked.add(id)
  if (!filter) return
  const page = await store.list({ ...filter, owner, limit: BATCH })
  for (const { id } of page.items) if (!known.get(id)?.isFinal) marked.add(id)
}

function take(from: Set<string>, count: number): string[] {
  const taken: string[] = []
  for (const id of from) {
    if (taken.length === count) break
    taken.push(id)
  }
  for (const id of taken) from.delete(id)
  return taken
}

/** Matches like the store's list. */
export function matchesFilter(record: TranslationRecord, filter: TranslationFilter): boolean {
  const { status, engine, reference, text, to, after } = filter
  if (after !== undefined && record.id <= after) return false
  if (to !== undefined && !record.targetTasks.some(({ language }) => language === to)) return false
  if (status?.length && !status.includes(record.status)) return false
  if (engine !== undefined && record.engine !== engine) return false
  if (reference !== undefined && record.reference !== reference) return false
  return !text || hasText(record, text.toLowerCase())
}

function hasText({ id, reference, source }: TranslationRecord, text: string): boolean {
  return [source.name, reference, id].some((one) => one?.toLowerCase().includes(text))
}
