import type { Logger } from '../logger.ts'
import { after, now } from '../timers.ts'
import type { PastJob } from './past-job.ts'
import { merged, type Past, read, write } from './content.ts'

/**
 * What the `expected` schedule remembers from one process to the next. One for each server: jobs
 * elsewhere take differently long.
 */
export interface History {
  /**
   * What is remembered. Called with the first wait of a client, or with each where waits are not
   * shared. Resolves within a second and never rejects.
   */
  load(log: Logger): Promise<Past>
  /** Remembers one more job of a kind. Never throws. */
  note(kind: string, ended: PastJob): void
}

/**
 * Keeps one text: versioned JSON, of some hundred kilobytes at most. What it throws is logged once
 * and harms no wait.
 */
export interface HistoryStore {
  /** The text last saved; undefined where there is none. */
  load(): string | undefined | Promise<string | undefined>
  save(text: string): void | Promise<void>
}

const LOAD_MS = 1_000
const PAUSE_MS = 250
/**
 * A save that takes longer is over: in Cloudflare Workers it ends, without a word, with the request
 * that began it.
 */
const LOST_MS = 10_000

/**
 * A history kept in a store of your own. Jobs that end together are saved together, four times a
 * second at most. Before each save the store is read again, so that several processes can share it.
 */
export function historyIn(store: HistoryStore): History {
  let log: Logger | undefined
  let unsaved: Past = {}
  let savingUntilMs = -Infinity
  let savedMs = -Infinity
  let isHealthy = true
  return {
    load(logger) {
      log = logger
      return inTime(past())
    },
    note(kind, ended) {
      unsaved = merged(unsaved, { [kind]: [ended] })
      plan()
    },
  }

  function plan(): void {
    if (now() < savingUntilMs || Object.keys(unsaved).length === 0) return
    savingUntilMs = now() + LOST_MS
    // The first is saved in this turn: a program may end with it.
    const waitMs = savedMs + PAUSE_MS - now()
    if (waitMs > 0) after(waitMs, () => void save())
    else void Promise.resolve().then(save)
  }

  async function save(): Promise<void> {
    const taken = unsaved
    unsaved = {}
    savedMs = now()
    try {
      await store.save(write(merged(await past(), taken)))
    } catch (error) {
      warn(String(error))
    }
    savingUntilMs = -Infinity
    plan()
  }

  async function past(): Promise<Past> {
    try {
      const text = await store.load()
      const found = text === undefined ? {} : read(text)
      if (!found) warn('the content is damaged, or of another version')
      return found ?? {}
    } catch (error) {
      warn(String(error))
      return {}
    }
  }

  function warn(error: string): void {
    if (isHealthy) log?.warn('the history of waiting is not usable', { error })
    isHealthy = false
  }
}

function inTime(promise: Promise<Past>): Promise<Past> {
  return new Promise((resolve) => {
    const cancel = after(LOAD_MS, () => resolve({}))
    void promise.finally(cancel).then(resolve)
  })
}
