import type { VideoTranslationClient } from '../client.ts'
import { coreOf } from '../client-core.ts'
import type { Translation } from '../translation.ts'
import { createConnection, type LiveConnection } from './live-connection.ts'
import { countTranslations, type TranslationCounts } from './counts.ts'
import { followOnce, type Wanted } from './follow-once.ts'
import { Listeners } from './listeners.ts'
import { LiveList } from './live-list.ts'
import type { LiveFilter } from './matches.ts'
import { pollOnce } from './poll-once.ts'
import { Reconnecting } from './reconnecting.ts'

/** Options of `createLive`. */
export interface LiveOptions {
  /**
   * Runs the delivery of changes. A page passes `requestAnimationFrame`, so that it draws once a
   * frame however many changes arrive. Default: in a microtask.
   */
  schedule?: ((deliver: () => void) => void) | undefined
}

/**
 * The newest states of the translations that a page shows, kept up to date over one connection. A
 * server without a stream is asked every 10 seconds instead.
 */
export interface LiveTranslations {
  /** The newest state. Undefined: not known yet. Null: it does not exist, or was deleted. */
  get(id: string): Translation | null | undefined
  /** Follows a translation until the returned function is called. */
  follow(id: string, onChange: () => void): () => void
  /** Takes in states that came another way. A version older than the known one is ignored. */
  put(...translations: Translation[]): void
  /** Notes that translations were deleted. */
  remove(...ids: string[]): void
  /** A list that loads page by page, and holds back newer translations until they are shown. */
  list(filter?: LiveFilter): LiveList
  /**
   * Counts the translations that match, by status.
   * @throws {ApiError} when the server refuses it
   */
  counts(filter?: LiveFilter, signal?: AbortSignal): Promise<TranslationCounts>
  /** The state of the connection: the same object until it changes. */
  readonly connection: LiveConnection
  onConnection(onChange: () => void): () => void
  /** Closes the connection while nobody looks. */
  pause(): void
  /** Opens the connection again, and at once where it rests after a failure. */
  resume(): void
  /** Ends the connection for good. */
  close(): void
}

/** Follows translations for a page. Make one for each client. */
export function createLive(client: VideoTranslationClient, options: LiveOptions = {}): LiveTranslations {
  return new Live(client, options)
}

class Live implements LiveTranslations {
  readonly #client: VideoTranslationClient
  readonly #states = new Map<string, Translation | null>()
  readonly #changes: Listeners
  readonly #lists = new Set<LiveList>()
  readonly #connection = createConnection()
  readonly #reconnecting: Reconnecting

  constructor(client: VideoTranslationClient, { schedule = queueMicrotask }: LiveOptions) {
    this.#client = client
    this.#changes = new Listeners(schedule)
    const sink = {
      put: (translation: Translation) => this.put(translation),
      remove: (id: string) => this.remove(id),
    }
    this.#reconnecting = new Reconnecting(this.#connection, {
      isWanted: () => this.#changes.size + this.#lists.size > 0,
      follow: (signal, onAlive) => followOnce(coreOf(client), this.#wanted(), { ...sink, onAlive }, signal),
      poll: (signal) => pollOnce(client, this.#wanted(), sink, signal),
    })
  }

  get connection(): LiveConnection {
    return this.#connection.state
  }

  onConnection(onChange: () => void): () => void {
    return this.#connection.listen(onChange)
  }

  get(id: string): Translation | null | undefined {
    return this.#states.get(id)
  }

  follow(id: string, onChange: () => void): () => void {
    const stop = this.#changes.add(id, onChange)
    this.#reconnecting.changed()
    return () => {
      stop()
      this.#reconnecting.changed()
    }
  }

  put(...translations: Translation[]): void {
    for (const translation of translations) {
      const { id, version } = translation
      const known = this.#states.get(id)
      if (known && known.version >= version) continue
      this.#states.set(id, translation)
      this.#changes.changed(id)
      if (known === undefined) for (const list of this.#lists) list.arrived(translation)
    }
  }

  remove(...ids: string[]): void {
    for (const id of ids) {
      this.#states.set(id, null)
      this.#changes.changed(id)
    }
    for (const list of this.#lists) list.left(new Set(ids))
  }

  list(filter: LiveFilter = {}): LiveList {
    return new LiveList(filter, {
      page: (cursor, signal) => this.#client.list({ ...filter, limit: 100, signal }).page(cursor),
      put: (translations) => this.put(...translations),
      opened: (list) => {
        this.#lists.add(list)
        this.#reconnecting.changed()
      },
      closed: (list) => {
        this.#lists.delete(list)
        this.#reconnecting.changed()
      },
    })
  }

  counts(filter: LiveFilter = {}, signal?: AbortSignal): Promise<TranslationCounts> {
    return countTranslations(coreOf(this.#client), filter, signal)
  }

  pause(): void {
    this.#reconnecting.pause()
  }

  resume(): void {
    this.#reconnecting.resume()
  }

  close(): void {
    this.#reconnecting.close()
  }

  #wanted(): Wanted {
    const translations = this.#changes.ids().map((id) => ({
      id,
      version: this.#states.get(id)?.version ?? 0,
    }))
    const [after] = [...this.#lists].map(({ newestId }) => newestId).sort()
    return { translations, after }
  }
}
