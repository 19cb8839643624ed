import type { Log } from '../engines/engine.ts'
import type { FileKey } from '../files/file-key.ts'
import type { FileStore } from '../files/file-store.ts'
import type { Store } from '../store/store.ts'
import { filesPrefix, taskPrefix, TRANSLATIONS_PREFIX } from './task-context.ts'
import { removeUnneeded } from './tidy.ts'
import { isTooNew, markerOf, putMarker } from './unknown-translation.ts'

/** Removes files that are no longer needed: once at the start, then every hour, until stopped. */
export interface Sweeper {
  /** Sweeps now, or joins the current sweep. Never rejects. */
  sweep(): Promise<void>
  /** Resolves when the current sweep has ended. Call it before the store closes. */
  stop(): Promise<void>
}

export interface SweepParts {
  store: Pick<Store, 'fileReferences' | 'retireUpload' | 'gaps' | 'forgetGaps'>
  files: FileStore
  uploads: {
    sweep(
      retire: (id: string) => Promise<boolean>,
      onError: (id: string, error: unknown) => void,
    ): Promise<number>
  }
  log: Log
  /** Default: one hour. */
  intervalMs?: number
}

const HOUR_MS = 3600_000

/** Starts the first sweep at once, in the background. */
export function startSweeper(parts: SweepParts): Sweeper {
  const stopping = new AbortController()
  let sweeping: Promise<void> | undefined
  const sweep = (): Promise<void> => {
    sweeping ??= sweepAll(parts, stopping.signal).finally(() => (sweeping = undefined))
    return sweeping
  }
  const timer = setInterval(() => void sweep(), parts.intervalMs ?? HOUR_MS)
  timer.unref()
  void sweep()
  return {
    sweep,
    async stop() {
      stopping.abort()
      clearInterval(timer)
      await sweeping
    },
  }
}

async function sweepAll(parts: SweepParts, signal: AbortSignal): Promise<void> {
  const { store, uploads, log } = parts
  try {
    const unusedUploads = await uploads.sweep(
      (id) => store.retireUpload(id),
      (id, error) => log.error({ err: error, uploadId: id }, 'An unused upload could not be removed.'),
    )
    const removedFiles = await sweepFiles(parts, signal)
    const unfinishedFiles = await parts.files.removeUnfinished()
    if (unusedUploads + removedFiles + unfinishedFiles > 0)
      log.info({ unusedUploads, removedFiles, unfinishedFiles }, 'Unneeded files were removed.')
  } catch (error) {
    log.error({ err: error }, 'The sweep for unneeded files failed; the next one tries again.')
  }
}

type FileSweep = Pick<SweepParts, 'files' | 'log'> & {
  store: Pick<Store, 'fileReferences' | 'gaps' | 'forgetGaps'>
}

const DAMAGED_ROW = 'The record of a task is damaged, so all of its files are kept.'

/** Removes files of no translation, and files that ended tasks do not need. */
export async function sweepFiles(parts: FileSweep, signal: AbortSignal): Promise<number> {
  let removed = 0
  for await (const { id, keys } of byTranslation(parts.files.list())) {
    if (signal.aborted) return removed
    removed +=
      id === undefined ? await removeEach(keys, parts.files) : await sweepTranslation(id, keys, parts)
  }
  await parts.store.forgetGaps()
  return removed
}

/**
 * A translation's row is written before its first file, and the row is read after the files were
 * listed. So files without a row belong to a deleted translation, or to one that only a newer
 * database knows, and never to one that is being created.
 */
async function sweepTranslation(id: string, keys: FileKey[], parts: FileSweep): Promise<number> {
  const { store, files, log } = parts
  const tasks = await store.fileReferences(id)
  if (tasks === undefined) return await sweepUnknown(id, keys, parts)
  if (keys.includes(markerOf(id))) await files.remove(markerOf(id))
  let removed = 0
  for (const task of tasks) {
    if (task.isDamaged) log.error({ translationId: id, taskId: task.taskId }, DAMAGED_ROW)
    const prefix = taskPrefix(id, task.taskId)
    removed += await removeUnneeded(
      keys.filter((key) => key.startsWith(prefix)),
      task,
      files,
    )
  }
  return removed
}

/**
 * Keeps files that are newer than the database, in case an older database was restored beside them.
 */
async function sweepUnknown(id: string, keys: FileKey[], { store, files, log }: FileSweep): Promise<number> {
  if (keys.includes(markerOf(id))) return 0
  if (isTooNew(id, store)) {
    await putMarker(id, files)
    log.error({ translationId: id, files: keys.length }, OLD_DATABASE)
    return 0
  }
  await files.removeAll(filesPrefix(id))
  return keys.length
}

const OLD_DATABASE =
  'The database is older than the files of a translation, so the files are kept. Was it restored without them?'

async function removeEach(keys: FileKey[], files: FileStore): Promise<number> {
  for (const key of keys) await files.remove(key)
  return keys.length
}

interface TranslationFiles {
  /** Undefined for files outside the folders of translations. */
  id: string | undefined
  keys: FileKey[]
}

/**
 * Groups the keys by translation. The keys of a folder come together, so only one group is in
 * memory.
 */
async function* byTranslation(keys: AsyncIterable<FileKey>): AsyncGenerator<TranslationFiles> {
  let group: TranslationFiles = { id: undefined, keys: [] }
  for await (const key of keys) {
    const id = translationOf(key)
    if (group.id !== id) {
      if (group.keys.length > 0) yield group
      group = { id, keys: [] }
    }
    group.keys.push(key)
  }
  if (group.keys.length > 0) yield group
}

function translationOf(key: FileKey): string | undefined {
  if (!key.startsWith(TRANSLATIONS_PREFIX)) return undefined
  return key.slice(TRANSLATIONS_PREFIX.length).split('/')[0]
}
