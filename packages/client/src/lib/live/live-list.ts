import type { Translation, TranslationPage } from '../translation.ts'
import { type LiveFilter, matches } from './matches.ts'

/** What a list shows now. It is the same object until something changes. */
export interface LiveListState {
  /** Newest first. The states of the translations are with `LiveTranslations.get`. */
  readonly ids: readonly string[]
  /** Translations that match and were created since. `showNewer` puts them on top. */
  readonly newer: readonly string[]
  readonly isLoading: boolean
  readonly hasMore: boolean
  /** Why the last page could not be loaded. */
  readonly error?: unknown
}

/** Where a list gets its pages from. */
export interface LiveListSource {
  page(cursor: string | undefined, signal: AbortSignal): Promise<TranslationPage>
  put(translations: Translation[]): void
  opened(list: LiveList): void
  closed(list: LiveList): void
}

/** A list that loads page by page. Nothing in it moves until `showNewer` or `reload`. */
export class LiveList {
  readonly #filter: LiveFilter
  readonly #source: LiveListSource
  readonly #listeners = new Set<() => void>()
  #state: LiveListState = { ids: [], newer: [], isLoading: false, hasMore: true }
  #cursor: string | undefined
  #loading = new AbortController()

  constructor(filter: LiveFilter, source: LiveListSource) {
    this.#filter = filter
    this.#source = source
  }

  get state(): LiveListState {
    return this.#state
  }

  /** The newest id that the list has, shown or held back; smaller than any other if it is empty. */
  get newestId(): string {
    const { ids, newer } = this.#state
    return newer[0] ?? ids[0] ?? 'tr_'
  }

  /** Loads the first page with the first listener. With the last listener the list ends. */
  listen(listener: () => void): () => void {
    if (this.#listeners.size === 0) {
      this.#source.opened(this)
      if (this.#state.ids.length === 0) void this.reload()
    }
    this.#listeners.add(listener)
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return
      this.#loading.abort()
      this.#source.closed(this)
    }
  }

  /** Loads the next page, unless one is loading. */
  async more(): Promise<void> {
    if (!this.#state.isLoading && this.#state.hasMore) await this.#load(this.#cursor)
  }

  /** Loads the first page again. What is shown stays until it has arrived. */
  async reload(): Promise<void> {
    await this.#load(undefined)
  }

  showNewer(): void {
    const { ids, newer } = this.#state
    this.#set({ ids: [...newer, ...ids], newer: [] })
  }

  arrived(translation: Translation): void {
    const { ids, newer } = this.#state
    if (translation.id <= (ids[0] ?? 'tr_') || !matches(translation, this.#filter)) return
    const { id } = translation
    if (newer.includes(id)) return
    // Mostly it is the newest of all, and a thousand of them need no sorting.
    const isNewest = id > (newer[0] ?? '')
    this.#set({ newer: isNewest ? [id, ...newer] : [id, ...newer].sort().toReversed() })
  }

  left(gone: ReadonlySet<string>): void {
    const { ids, newer } = this.#state
    const others = (all: readonly string[]) => all.filter((id) => !gone.has(id))
    const next = { ids: others(ids), newer: others(newer) }
    if (next.ids.length + next.newer.length < ids.length + newer.length) this.#set(next)
  }

  async #load(cursor: string | undefined): Promise<void> {
    this.#loading.abort()
    const { signal } = (this.#loading = new AbortController())
    this.#set({ isLoading: true, error: undefined })
    try {
      const { items, nextCursor } = await this.#source.page(cursor, signal)
      if (signal.aborted) return
      this.#source.put(items)
      this.#cursor = nextCursor
      const ids = items.map(({ id }) => id)
      const before = cursor === undefined ? [] : this.#state.ids
      this.#set({
        ids: [...before, ...ids],
        hasMore: nextCursor !== undefined,
        isLoading: false,
        newer: this.#state.newer.filter((id) => !ids.includes(id)),
      })
    } catch (error) {
      if (!signal.aborted) this.#set({ isLoading: false, error })
    }
  }

  #set(change: Partial<LiveListState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}
