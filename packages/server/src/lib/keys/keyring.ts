import { createEmitter } from '../store/emitter.ts'
import type { KeyRecord, KeyStore } from '../store/key-store.ts'
import type { KeyHolder } from './key-holder.ts'
import { digestOf } from './secret.ts'
import { createUseNotes } from './use-notes.ts'

/** The keys that this server accepts, in memory, so that no request waits for the database. */
export interface Keyring {
  /** Whether requests need no key, because nobody has ever made one. Once false, it stays false. */
  readonly isOpen: boolean
  /** Reads the changes of other servers, at the latest five seconds after they were made. */
  refresh(): Promise<void>
  /** The holder of a secret, or why it does not count. */
  find(secret: string): KeyHolder | KeyRefusal
  /** Calls back once when the key stops working, unless the returned function is called before. */
  onEnd(key: KeyHolder, listener: () => void): () => void
  /** Calls back with each error of the store that no request gets. */
  onTrouble(listener: (error: unknown) => void): () => void
  /** Saves when the keys were last used. Call it before the store closes. */
  close(): Promise<void>
}

export interface KeyRefusal {
  refused: 'unknown' | 'expired' | 'revoked'
}

export interface KeyringOptions {
  store: KeyStore
  /** The keys of the settings, by digest. */
  configured: ReadonlyMap<string, KeyHolder>
  /** Whether to accept any request while there is no key. */
  mayBeOpen: boolean
  /** Whether the keys of the database count. */
  readsStore: boolean
  /** Epoch milliseconds. */
  clock: () => number
}

/** The keys of the database, as they were read. */
interface Snapshot {
  revision: number
  byDigest: Map<string, KeyRecord>
  byId: Map<string, KeyRecord>
}

/**
 * How long a change may stay unknown where no notification of it arrives. A notification is the
 * rule: then the next request knows.
 */
const FRESH_MS = 5_000

export async function openKeyring(options: KeyringOptions): Promise<Keyring> {
  const { store, configured, clock } = options
  const troubles = createEmitter<[error: unknown]>()
  const snapshots = createSnapshots(options)
  await snapshots.refresh()
  const uses = createUseNotes(store, troubles.emit)
  const watched = new Map<() => void, string>()
  const endAll = (): void => {
    for (const [listener, id] of watched) {
      if (refusalOf(snapshots.current.byId.get(id), clock())) {
        watched.delete(listener)
        listener()
      }
    }
  }
  const check = (): void => {
    if (watched.size === 0) return
    snapshots.refresh().then(endAll, troubles.emit)
  }
  const timer = setInterval(check, FRESH_MS).unref()
  const unsubscribe = store.onChange(() => {
    snapshots.expire()
    check()
  })
  return {
    get isOpen() {
      return options.mayBeOpen && !snapshots.hasHadKeys
    },
    refresh: snapshots.refresh,
    find(secret) {
      const digest = digestOf(secret)
      const holder = configured.get(digest)
      if (holder) return holder
      // The digest says nothing about a secret, so the time of this lookup may depend on it.
      const key = snapshots.current.byDigest.get(digest)
      const refusal = refusalOf(key, clock())
      if (key === undefined || refusal) return refusal ?? { refused: 'unknown' }
      uses.note(key.id, clock())
      return holderOf(key)
    },
    onEnd({ id }, listener) {
      if (snapshots.current.byId.has(id)) watched.set(listener, id)
      return () => void watched.delete(listener)
    },
    onTrouble: troubles.on,
    async close() {
      unsubscribe()
      clearInterval(timer)
      await uses.close()
    },
  }
}

function createSnapshots({ store, readsStore }: KeyringOptions) {
  let current: Snapshot = { revision: -1, byDigest: new Map(), byId: new Map() }
  // A database that loses its keys while the server runs must not let everyone in.
  let hasHadKeys = false
  let freshUntilMs = -Infinity
  let reading: Promise<void> | undefined
  const read = async (): Promise<void> => {
    // Set before the reading: a change in the middle of it makes it stale again.
    freshUntilMs = performance.now() + FRESH_MS
    try {
      const revision = await store.revision()
      if (revision !== current.revision) current = snapshotOf(revision, await store.list())
      hasHadKeys ||= current.byId.size > 0
    } catch (error) {
      freshUntilMs = -Infinity
      throw error
    }
  }
  return {
    get current() {
      return current
    },
    get hasHadKeys() {
      return hasHadKeys
    },
    async refresh(): Promise<void> {
      if (!readsStore) return
      while (performance.now() >= freshUntilMs) {
        await (reading ??= read().finally(() => (reading = undefined)))
      }
    },
    expire: () => void (freshUntilMs = -Infinity),
  }
}

function snapshotOf(revision: number, keys: KeyRecord[]): Snapshot {
  return {
    revision,
    byDigest: new Map(keys.map((key) => [key.digest, key])),
    byId: new Map(keys.map((key) => [key.id, key])),
  }
}

function refusalOf(key: KeyRecord | undefined, now: number): KeyRefusal | undefined {
  if (key === undefined) return { refused: 'unknown' }
  if (key.revokedAt !== undefined) return { refused: 'revoked' }
  if (key.expiresAt !== undefined && key.expiresAt <= now) return { refused: 'expired' }
  return undefined
}

function holderOf({ id, name, owner, scope, maxPriority }: KeyRecord): KeyHolder {
  return { id, name, owner, scope, maxPriority }
}
