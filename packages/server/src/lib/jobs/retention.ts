import type { Log } from '../engines/engine.ts'
import type { FileStore } from '../files/file-store.ts'
import type { Store } from '../store/store.ts'
import type { TranslationRecord } from '../store/records.ts'
import { filesPrefix } from './task-context.ts'

/** What it takes to delete a translation with all that belongs to it. */
export interface DiscardParts {
  store: Store
  files: FileStore
  /** Removes an upload that no translation needs any more. Nothing there is no error. */
  removeUpload?: (id: string) => Promise<void>
}

/**
 * Deletes a translation: its files, its rows, and its upload unless another translation needs it. Files go first: what
 * a crash leaves half done still has its row, and is found again. Its running tasks lose their leases and remove
 * what they store after that.
 * @returns false when there was none
 */
export async function discard(parts: DiscardParts, translation: TranslationRecord): Promise<boolean> {
  const { store, files, removeUpload } = parts
  const { id, source } = translation
  await files.removeAll(filesPrefix(id))
  const removed = await store.remove(id)
  if (source.upload !== undefined && (await store.retireUpload(source.upload))) {
    await removeUpload?.(source.upload)
  }
  return removed
}

export interface RetentionOptions extends DiscardParts {
  log: Log
  /** Epoch milliseconds, as the store's. Default `Date.now`. */
  clock?: () => number
  /** How often to look. Default 60 000. */
  intervalMs?: number
}

/** Deletes what is past its retention, each minute, until stopped. */
export interface Retention {
  /** Looks now; resolves with how many were deleted. */
  sweep(): Promise<number>
  /** Resolves when a sweep under way is over; to be called before the store closes. */
  stop(): Promise<void>
}

/** How many are deleted between two looks at whether to stop. */
const BATCH = 50

/** Starts at once; the first look is after `intervalMs`. */
export function startRetention(options: RetentionOptions): Retention {
  const { store, log, clock = Date.now, intervalMs = 60_000 } = options
  const stopping = new AbortController()
  let sweeping: Promise<number> | undefined

  const sweepAll = async (): Promise<number> => {
    let removed = 0
    while (!stopping.signal.aborted) {
      const ids = await store.expired(clock(), BATCH)
      const batch = await discardAll(options, ids)
      removed += batch
      if (ids.length < BATCH || batch === 0) break
    }
    if (removed > 0) log.info({ removed }, 'Translations past their retention were deleted.')
    return removed
  }
  const sweep = (): Promise<number> => {
    sweeping ??= sweepAll().finally(() => (sweeping = undefined))
    return sweeping
  }
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => log.error({ err: error }, 'The sweep for expired translations failed.'))
  }, intervalMs)
  timer.unref()
  return {
    sweep,
    async stop() {
      stopping.abort()
      clearInterval(timer)
      await sweeping?.catch(() => 0)
    },
  }
}

/** One that cannot be deleted must not keep the others. */
async function discardAll(options: RetentionOptions, ids: string[]): Promise<number> {
  let removed = 0
  for (const id of ids) {
    try {
      const translation = await options.store.get(id)
      if (translation && (await discard(options, translation))) removed++
    } catch (error) {
      options.log.error({ err: error, translationId: id }, 'An expired translation could not be deleted.')
    }
  }
  return removed
}
