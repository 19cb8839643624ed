import { type Checkpoint, type Log, LostLease, type TaskContext, type TaskFiles } from '../engines/engine.ts'
import type { Need } from '../engines/abilities.ts'
import type { DiskSpace } from '../files/disk-space.ts'
import type { FileKey } from '../files/file-key.ts'
import type { FileStore } from '../files/file-store.ts'
import type { Store } from '../store/store.ts'
import type { ClaimedTask } from '../store/claimed-task.ts'
import type { ProgressRelay } from './progress.ts'
import type { Scratch } from './scratch.ts'
import type { TaskWatch } from './task-watch.ts'

/** The prefix of all files of all translations. */
export const TRANSLATIONS_PREFIX = 'translations/'

/** The prefix of all files of a translation, so that they can be removed together. */
export function filesPrefix(translationId: string): string {
  return `${TRANSLATIONS_PREFIX}${translationId}/`
}

/** The prefix of the files of all attempts at work beside a translation. */
export function sidePrefix(translationId: string, id: string): string {
  return `${filesPrefix(translationId)}side/${id}/`
}

/** The prefix of the files of all attempts at a task. */
export function taskPrefix(translationId: string, taskId: string): string {
  return `${filesPrefix(translationId)}${taskId}/`
}

const INTERMEDIATE = 'intermediate'

/** Whether the task can make the file again. */
export function isIntermediate(key: FileKey): boolean {
  return key.split('/').at(-2) === INTERMEDIATE
}

export interface ContextParts {
  store: Store
  files: FileStore
  space: DiskSpace | undefined
  claimed: ClaimedTask
  scratch: Scratch
  signal: AbortSignal
  progress: ProgressRelay
  taskWatch: Pick<TaskWatch, 'stage'>
  log: Log
  can: (engine: string, need: Need) => Promise<boolean>
  isOffered: ((engine: string, need: Need) => Promise<boolean>) | undefined
  onLost: (reason: LostLease) => void
  /** Called with each activity of the task. */
  onActivity: () => void
  onStep: (need: Need | undefined) => void
}

export function createTaskContext(parts: ContextParts): TaskContext {
  const { signal, scratch, progress, log, isOffered, onStep } = parts
  const { translationId, lease } = parts.claimed
  const { taskId, attempt } = lease
  return {
    signal,
    get scratch() {
      return scratch.path
    },
    log,
    progress(update) {
      parts.onActivity()
      if (update.stage !== undefined) parts.taskWatch.stage(update.stage)
      progress.report(update)
    },
    checkpoint: createCheckpoint(parts),
    files: createTaskFiles({
      ...parts,
      translationId,
      own: `${taskPrefix(translationId, taskId)}a${attempt}/`,
    }),
    can: (need) => parts.can(parts.claimed.engine, need),
    ...(isOffered && { isOffered: (need: Need) => isOffered(parts.claimed.engine, need) }),
    onStep,
    reserveSpace: async (bytes) => await parts.space?.reserve(parts.claimed.lease.taskId, bytes),
  }
}

function createCheckpoint({ store, claimed, onLost, onActivity }: ContextParts): Checkpoint {
  let value = claimed.checkpoint
  return {
    get value() {
      return value
    },
    async save(next) {
      onActivity()
      if (!(await store.saveCheckpoint(claimed.lease, next))) {
        const lost = new LostLease('Another worker has the task now, or it was deleted.')
        onLost(lost)
        throw lost
      }
      value = next
    },
  }
}

export interface FilesParts extends Pick<ContextParts, 'files' | 'scratch' | 'signal' | 'onActivity'> {
  translationId: string
  /** Where the files of the attempt are. */
  own: string
}

/** An aborted task stores no more files, because its files may be being removed. */
export function createTaskFiles(parts: FilesParts): TaskFiles {
  const { files, scratch, signal, onActivity, translationId, own } = parts
  const base = filesPrefix(translationId)
  const put = async (key: FileKey, path: string) => {
    signal.throwIfAborted()
    onActivity()
    await files.put(key, path, { signal, scratch: scratch.path })
    return key
  }
  return {
    put: (path, name) => put(`${own}${name}`, path),
    putIntermediate: (path, name) => put(`${own}${INTERMEDIATE}/${name}`, path),
    putShared: (path, name) => put(`${base}shared/${name}`, path),
    async findShared(name) {
      const key = `${base}shared/${name}`
      return (await files.size(key, signal)) === undefined ? undefined : key
    },
    has: async (key) => (await files.size(key, signal)) !== undefined,
    get: (key) => files.localPath(key, scratch.path, signal),
  }
}
