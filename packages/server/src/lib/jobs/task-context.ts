import { type Checkpoint, type Log, LostLease, type TaskContext, type TaskFiles } from '../engines/engine.ts'
import type { FileStore } from '../files/file-store.ts'
import type { ClaimedTask, Store } from '../store/store.ts'
import type { Constants } from './constants.ts'
import type { ProgressRelay } from './progress.ts'
import type { Scratch } from './scratch.ts'

/** Where all files of a translation are, so that they can be removed together. */
export function filesPrefix(translationId: string): string {
  return `translations/${translationId}/`
}

export interface ContextParts {
  store: Store
  files: FileStore
  constants: Constants
  claimed: ClaimedTask
  scratch: Scratch
  signal: AbortSignal
  progress: ProgressRelay
  log: Log
  onLost: (reason: LostLease) => void
}

export function createTaskContext(parts: ContextParts): TaskContext {
  const { signal, scratch, progress, log } = parts
  return {
    signal,
    get scratch() {
      return scratch.path
    },
    log,
    progress: (update) => progress.tell(update),
    checkpoint: createCheckpoint(parts),
    files: createTaskFiles(parts),
  }
}

function createCheckpoint({ store, claimed, onLost }: ContextParts): Checkpoint {
  let value = claimed.checkpoint
  return {
    get value() {
      return value
    },
    async save(next) {
      if (!(await store.saveCheckpoint(claimed.lease, next))) {
        const lost = new LostLease('Another worker has the task now, or it was deleted.')
        onLost(lost)
        throw lost
      }
      value = next
    },
  }
}

/** An aborted task stores nothing more: whoever aborted it may be removing its files. */
function createTaskFiles({ files, constants, claimed, scratch, signal }: ContextParts): TaskFiles {
  const base = filesPrefix(claimed.translationId)
  const { taskId, attempt } = claimed.lease
  const put = async (key: string, path: string) => {
    signal.throwIfAborted()
    await files.put(key, path)
    return key
  }
  return {
    put: (path, name) => put(`${base}${taskId}/a${attempt}/${name}`, path),
    putConstant: (text) => constants.put(text),
    putShared: (path, name) => put(`${base}shared/${name}`, path),
    async findShared(name) {
      const key = `${base}shared/${name}`
      return (await files.size(key)) === undefined ? undefined : key
    },
    get: (key) => files.localPath(key, scratch.path),
  }
}
