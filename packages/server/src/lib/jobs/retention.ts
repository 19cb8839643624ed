import { isFinal } from 'video-translation-client'
import { drainDue } from '../drain-due.ts'
import type { Log } from '../engines/engine.ts'
import type { FileStore } from '../files/file-store.ts'
import type { Store } from '../store/store.ts'
import type { TranslationRecord } from '../store/records.ts'
import { removeAttempts } from './side-attempts.ts'
import { filesPrefix, sidePrefix } from './task-context.ts'

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

/** Starts the timer; the first sweep is after `intervalMs`. */
export function startRetention(options: RetentionOptions): Retention {
  const { log, clock = Date.now, intervalMs = 60_000 } = options
  const stopping = new AbortController()
  let sweeping: Promise<number> | undefined

  const sweepAll = async (): Promise<number> => {
    const removed = await discardExpired(options, clock, stopping.signal)
    if (removed > 0) log.info({ removed }, 'Translations past their retention were deleted.')
    await trimAudit(options, clock())
    await removePreviews(options, clock(), stopping.signal)
    await endUnclaimedProxies(options)
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

/** Long enough for everybody who asked for one to hear it. */
const PREVIEW_MS = 3600_000
/** How long a copy of a source waits for a worker that can make it. */
const UNCLAIMED_MS = 24 * 3600_000

/** Their files go first: what a crash or the storage leaves is found again. */
async function endUnclaimedProxies({ store, files, log }: RetentionOptions): Promise<void> {
  for (const proxy of await store.sideTasks.unclaimedProxies(store.steady() - UNCLAIMED_MS)) {
    try {
      await removeAttempts(proxy, files)
      await store.sideTasks.endUnclaimedProxy(proxy)
    } catch (err) {
      log.error({ err, sideTask: proxy.id }, 'A copy of a source that nobody made could not be ended.')
    }
  }
}

/**
 * All that are old, so no owner's keep those of another. Their files go first: what a crash or the
 * storage leaves is found again.
 */
async function removePreviews(
  { store: { sideTasks }, files, log }: RetentionOptions,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  await drainDue({
    signal,
    find: (limit, skip) => sideTasks.previewsBefore(now - PREVIEW_MS, limit, skip),
    async handle(id) {
      const task = await sideTasks.find(id)
      if (task === undefined) return false
      await files.removeAll(sidePrefix(task.translationId, id))
      await sideTasks.remove(id)
      return true
    },
    onError: (id, err) => log.error({ err, sideTask: id }, 'An old preview could not be removed.'),
  })
}

/** As many lines of the audit as one sweep deletes, so that it blocks no other write for long. */
const MAX_LINES = 10_000

const USAGE_MS = 62 * 24 * 3600_000

async function trimAudit({ store, auditMs }: RetentionOptions, now: number): Promise<void> {
  if (auditMs !== undefined) await store.audit.removeBefore(now - auditMs, MAX_LINES)
  await store.owners.removeUsageBefore(now - USAGE_MS)
}

async function discardExpired(
  options: RetentionOptions,
  clock: () => number,
  signal: AbortSignal,
): Promise<number> {
  const { store, log } = options
  return await drainDue({
    signal,
    find: (limit, skip) => store.expired(clock(), limit, skip),
    async handle(id) {
      const translation = await store.get(id)
      return (
        translation !== undefined && isExpired(translation, clock()) && (await discard(options, translation))
      )
    },
    onError: (id, error) =>
      log.error({ err: error, translationId: id }, 'An expired translation could not be deleted.'),
  })
}

/** It may have begun another revision since it was listed. The status of a damaged one is final. */
function isExpired({ expiresAt, status }: TranslationRecord, now: number): boolean {
  return isFinal(status) && expiresAt !== undefined && expiresAt <= now
}
