import { setImmediate } from 'node:timers/promises'
import { isFinal, type TranslationFilter } from 'video-translation-client'
import type { Store } from '../../store/store.ts'
import type { TranslationRecord } from '../../store/records.ts'
import { createBell } from '../../wake-signal.ts'
import type { Changes } from './changes.ts'
import type { SharedReads } from './shared-reads.ts'

/** What a stream tells, in the order it learns it. */
export type Told =
  | { event: 'translation'; record: TranslationRecord }
  | { event: 'missing'; id: string }
  | { event: 'removed'; id: string }

/** Where a follower looks. */
export interface From {
  store: Store
  changes: Changes
  reads: SharedReads
}

/** What to follow, and for whom. */
export interface Follow {
  owner: string
  /** With the version already seen, 0 for none. */
  seen: ReadonlyMap<string, number>
  /** Everything that matches, besides. */
  filter?: TranslationFilter
  signal: AbortSignal
  rereadMs: number
}

/** What is known of a followed translation: enough to tell what is newer, and no more. */
interface Known {
  version: number
  isFinal: boolean
}

const BATCH = 100
/** Translations of many languages take a while to write; the requests of others come in between. */
const TOLD_AT_ONCE = 10

/**
 * The latest state of each followed translation whenever it is newer than the last one told, a few at a time. Changes
 * only mark an id; the row is read when the reader takes it, so a slow reader gets fewer and later states, and memory
 * stays bounded by the number of ids. Ends, without error, when the signal aborts.
 */
export async function* follow(from: From, options: Follow): AsyncGenerator<Told[]> {
  const { store, changes } = from
  const known = new Map<string, Known>()
  for (const [id, version] of options.seen) known.set(id, { version, isFinal: false })
  const marked = new Set(known.keys())
  const bell = createBell()
  const mark = (id: string): void => {
    if (!options.filter && !known.has(id)) return
    marked.add(id)
    bell.ring()
  }
  const unsubscribe = changes.all(mark)
  options.signal.addEventListener('abort', bell.ring, { once: true })
  try {
    if (options.filter) yield* snapshot(store, options.filter, known, options)
    while (!options.signal.aborted) {
      yield* drain(from, marked, known, options)
      if (options.signal.aborted) return
      const wasRung = await bell.wait(options.rereadMs)
      if (!wasRung) await markUnfinished(store, marked, known, options)
    }
  } finally {
    unsubscribe()
    options.signal.removeEventListener('abort', bell.ring)
  }
}

async function* snapshot(
  store: Store,
  filter: TranslationFilter,
  known: Map<string, Known>,
  { owner, signal }: Follow,
): AsyncGenerator<Told[]> {
  let cursor: string | undefined
  do {
    const page = await store.list({ ...filter, owner, limit: BATCH, cursor })
    yield* inPortions(page.items.flatMap((record) => newer(record, known)))
    cursor = page.nextCursor
  } while (cursor !== undefined && !signal.aborted)
}

async function* drain(
  { reads }: From,
  marked: Set<string>,
  known: Map<string, Known>,
  { owner, filter, signal }: Follow,
): AsyncGenerator<Told[]> {
  while (marked.size > 0 && !signal.aborted) {
    const ids = take(marked, BATCH)
    const records = new Map((await reads.getMany(ids, owner)).map((record) => [record.id, record]))
    const told = ids.flatMap((id) => {
      const record = records.get(id)
      if (!record) return gone(id, known)
      // What was told once is told to its end, though it may no longer match.
      const isWanted = known.has(id) || (filter && matchesFilter(record, filter))
      return isWanted ? newer(record, known) : []
    })
    yield* inPortions(told)
  }
}

/** What is missing is said in a few bytes, so only translations are portioned. */
async function* inPortions(told: Told[]): AsyncGenerator<Told[]> {
  let rest = told
  while (rest.length > 0) {
    const end = rest.some(({ event }) => event === 'translation') ? TOLD_AT_ONCE : rest.length
    yield rest.slice(0, end)
    rest = rest.slice(end)
    await setImmediate()
  }
}

function newer(record: TranslationRecord, known: Map<string, Known>): Told[] {
  const last = known.get(record.id)
  known.set(record.id, { version: record.version, isFinal: isFinal(record.status) })
  return record.version > (last?.version ?? 0) ? [{ event: 'translation', record }] : []
}

function gone(id: string, known: Map<string, Known>): Told[] {
  const last = known.get(id)
  if (!last) return []
  known.delete(id)
  return [{ event: last.version > 0 ? 'removed' : 'missing', id }]
}

/** Should a hint have been lost: what has not ended is looked at again, and the newest that a filter finds. */
async function markUnfinished(
  store: Store,
  marked: Set<string>,
  known: Map<string, Known>,
  { owner, filter, signal }: Follow,
): Promise<void> {
  const open = new Set([...known].flatMap(([id, { isFinal }]) => (isFinal ? [] : [id])))
  const behind: string[] = []
  // Of very many a change that was told must not wait for this; the rest has its turn in the next silence.
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

/** As the store's list would find it. */
export function matchesFilter(record: TranslationRecord, filter: TranslationFilter): boolean {
  const { status, engine, reference, text } = filter
  if (status?.length && !status.includes(record.status)) return false
  if (engine !== undefined && record.engine !== engine) return false
  if (reference !== undefined && record.reference !== reference) return false
  return !text || hasText(record, text.toLowerCase())
}

function hasText({ id, reference, source }: TranslationRecord, text: string): boolean {
  return [source.name, reference, id].some((one) => one?.toLowerCase().includes(text))
}
