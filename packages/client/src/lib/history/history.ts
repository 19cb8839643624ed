import type { Logger } from '../logger.ts'
import { after, now } from '../timers.ts'
import type { PastJob } from './past-job.ts'
import { merged, type Past, read, write } from './content.ts'

/**
 * Keeps what the `expected` schedule has learned from one process to the next. Use one for each
 * server, since durations differ between servers.
 */
export interface History {
  /**
   * Loads the past jobs. Called at the first wait of a client, or at each wait if waits are not
   * shared. Resolves within a second and never rejects.
   */
  load(log: Logger): Promise<Past>
  /** Adds a job of a kind. Never throws. */
  note(kind: string, ended: PastJob): void
}

/**
 * Stores one text: versioned JSON of a few hundred kilobytes at most. An error that it throws is
 * logged once and harms no wait.
 */
export interface HistoryStore {
  /** Returns the text last saved, or undefined without one. */
  load(): string | undefined | Promise<string | undefined>
  save(text: string): void | Promise<void>
}

const LOAD_LIMIT_MS = 1_000
const PAUSE_MS = 250
/**
 * A save that takes longer counts as lost: in Cloudflare Workers it ends silently with the incoming
 * request that began it.
 */
const LOST_MS = 10_000

/**
 * Keeps a history in your own store. Jobs that end together are saved together, at most four times
 * a second. The store is read again before each save, so several processes can share it.
 */
export function historyIn(store: HistoryStore): History {
  return new StoredHistory(store)
}

class StoredHistory implements History {
  readonly #store: HistoryStore
  #log: Logger | undefined
  #unsaved: Past = {}
  #savingUntilMs = -Infinity
  #savedMs = -Infinity
  #isHealthy = true

  constructor(store: HistoryStore) {
    this.#store = store
  }

  load(log: Logger): Promise<Past> {
    this.#log = log
    return inTime(this.#read())
  }

  note(kind: string, ended: PastJob): void {
    this.#unsaved = merged(this.#unsaved, { [kind]: [ended] })
    this.#plan()
  }

  #plan(): void {
    if (now() < this.#savingUntilMs || Object.keys(this.#unsaved).length === 0) return
    this.#savingUntilMs = now() + LOST_MS
    const waitMs = this.#savedMs + PAUSE_MS - now()
    // The first save does not wait for a timer: the program may end before it fires.
    if (waitMs > 0) after(waitMs, () => void this.#save())
    else void Promise.resolve().then(() => this.#save())
  }

  async #save(): Promise<void> {
    const taken = this.#unsaved
    this.#unsaved = {}
    this.#savedMs = now()
    try {
      await this.#store.save(write(merged(await this.#read(), taken)))
    } catch (error) {
      this.#warn(String(error))
    }
    this.#savingUntilMs = -Infinity
    this.#plan()
  }

  async #read(): Promise<Past> {
    try {
      const text = await this.#store.load()
      const found = text === undefined ? {} : read(text)
      if (!found) this.#warn('the content is damaged, or of another version')
      return found ?? {}
    } catch (error) {
      this.#warn(String(error))
      return {}
    }
  }

  #warn(error: string): void {
    if (this.#isHealthy) this.#log?.warn('the history of waiting is not usable', { error })
    this.#isHealthy = false
  }
}

function inTime(promise: Promise<Past>): Promise<Past> {
  return new Promise((resolve) => {
    const cancel = after(LOAD_LIMIT_MS, () => resolve({}))
    void promise.finally(cancel).then(resolve)
  })
}
