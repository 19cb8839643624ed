import type { Log } from '../engines/engine.ts'
import type { FileStore } from '../files/file-store.ts'
import type { Store } from '../store/store.ts'
import type { TranslationRecord } from '../store/records.ts'
import { filesPrefix } from './task-context.ts'

/** The parts needed to delete a translation with all its files. */
export interface DiscardParts {
  store: Store
  files: FileStore
  /** Removes an upload that no translation needs any more. A missing upload is no error. */
  removeUpload?: (id: string) => Promise<void>
}

/**
 * Deletes a translation: its files, its rows, and its upload unless another translation needs it.
 * The files go first: after a crash the row is still there, so the deletion is repeated. Running
 * tasks lose their leases and remove any files that they store later.
 * @returns false when the translation did not exist
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
  /** How long the audit is kept, in milliseconds. Default: forever. */
  auditMs?: number
  /** Epoch milliseconds. Default `Date.now`. */
  clock?: () => number
  /** Milliseconds between two sweeps. Default 60 000. */
  intervalMs?: number
}

/** Deletes translations past their retention, every minute, until stopped. */
export interface Retention {
  /** Sweeps now. Resolves with the number of deleted translations. */
  sweep(): Promise<number>
  /** Resolves when the current sweep has ended. Call it before the store closes. */
  stop(): Promise<void>
}

/** The number of translations deleted between two checks of whether to stop. */
const BATCH = 50

/** Starts the timer; the first sweep is after `intervalMs`. */
export function startRetention(options: RetentionOptions): Retention {
  const { store, log, clock = Date.now, intervalMs = 60_000 } = options
  const stopping = new AbortController()
  let sweeping: Promise<number> | undefined

  const sweepAll = async (): Promise<number> => {
    let removed = 0
    while (!stopping.signal.aborted) {
      const ids = await store.expired(clock(), BATCH)
      const batch = await discardAll(options, ids, clock())
      removed += batch
      if (ids.length < BATCH || batch === 0) break
    }
    if (removed > 0) log.info({ removed }, 'Translations past their retention were deleted.')
    await trimAudit(options, clock())
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

/** As many lines of the audit as one sweep deletes, so that it blocks no other write for long. */
const MAX_LINES = 10_000

const USAGE_MS = 62 * 24 * 3600_000

async function trimAudit({ store, auditMs }: RetentionOptions, now: number): Promise<void> {
  if (auditMs !== undefined) await store.audit.removeBefore(now - auditMs, MAX_LINES)
  await store.owners.removeUsageBefore(now - USAGE_MS)
}

/** A translation that cannot be deleted must not stop the others. */
async function discardAll(options: RetentionOptions, ids: string[], now: number): Promise<number> {
  let removed = 0
  for (const id of ids) {
    try {
      const translation = await options.store.get(id)
      if (translation && isExpired(translation, now) && (await discard(options, translation))) removed++
    } catch (error) {
      options.log.error({ err: error, translationId: id }, 'An expired translation could not be deleted.')
    }
  }
  return removed
}

/** It may have begun another revision since it was listed. */
function isExpired({ expiresAt, finishedAt }: TranslationRecord, now: number): boolean {
  return finishedAt !== undefined && expiresAt !== undefined && expiresAt <= now
}
