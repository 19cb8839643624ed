import type { Log } from '../engines/engine.ts'
import type { FileStore } from '../files/file-store.ts'
import type { Store } from '../store/store.ts'
import { filesPrefix, taskPrefix, TRANSLATIONS_PREFIX } from './task-context.ts'
import { removeUnneeded } from './tidy.ts'
import { isTooNew, markerOf, putMarker } from './unknown-translation.ts'

/** Looks for files that nobody needs any more: once at the start, then each hour, until stopped. */
export interface Sweeper {
  /** Looks now, or joins the look under way. Never rejects. */
  sweep(): Promise<void>
  /** Resolves when a look under way has ended; to be called before the store closes. */
  stop(): Promise<void>
}

export interface SweepParts {
  store: Pick<Store, 'fileReferences' | 'retireUpload' | 'gap'>
  files: FileStore
  uploads: { sweep(retire: (id: string) => Promise<boolean>): Promise<number> }
  log: Log
  /** Default: one hour. */
  intervalMs?: number
}

const HOUR_MS = 3600_000

/** Begins at once, beside everything else that the server does. */
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
    const unusedUploads = await uploads.sweep((id) => store.retireUpload(id))
    const removedFiles = await sweepFiles(parts, signal)
    if (unusedUploads + removedFiles > 0)
      log.info({ unusedUploads, removedFiles }, 'Files that nobody needs any more were removed.')
  } catch (error) {
    log.error({ err: error }, 'The sweep for files that nobody needs failed; the next one tries again.')
  }
}

type FileSweep = Pick<SweepParts, 'store' | 'files' | 'log'>

const DAMAGED_ROW = 'The record of a task is damaged, so all of its files are kept.'

/** Removes what belongs to no translation, and what the tasks that have ended do not need. */
export async function sweepFiles(parts: FileSweep, signal: AbortSignal): Promise<number> {
  let removed = 0
  for await (const { id, keys } of byTranslation(parts.files.list())) {
    if (signal.aborted) break
    removed +=
      id === undefined ? await removeEach(keys, parts.files) : await sweepTranslation(id, keys, parts)
  }
  return removed
}

/**
 * The row is written before the first file, and the files were listed before the row is looked for: files without a
 * row belong to a translation that was deleted, or that only a newer database knows; never to one in the making.
 */
async function sweepTranslation(id: string, keys: string[], parts: FileSweep): Promise<number> {
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

/** An older database that was put beside newer files must not cost them. */
async function sweepUnknown(id: string, keys: string[], { store, files, log }: FileSweep): Promise<number> {
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
  'The database is older than the files of a translation, so they are kept. Was it restored without its files?'

async function removeEach(keys: string[], files: FileStore): Promise<number> {
  for (const key of keys) await files.remove(key)
  return keys.length
}

interface Group {
  /** Undefined for files outside of every translation's folder. */
  id: string | undefined
  keys: string[]
}

/** The keys of one folder come together, so only one translation's are held. */
async function* byTranslation(keys: AsyncIterable<string>): AsyncGenerator<Group> {
  let group: Group = { id: undefined, keys: [] }
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

function translationOf(key: string): string | undefined {
  if (!key.startsWith(TRANSLATIONS_PREFIX)) return undefined
  return key.slice(TRANSLATIONS_PREFIX.length).split('/')[0]
}
