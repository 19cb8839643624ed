import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine, ProgressUpdate, Task, TaskContext, TaskResult } from '../../src/lib/engines/engine.ts'
import type { FileKey } from '../../src/lib/files/file-key.ts'
import { createDirectoryStore } from '../../src/lib/files/directory-store.ts'

/** A task whose row and files survive its attempts, as in the server. */
export interface PipelineTask {
  /** Runs one attempt, in a scratch folder that is removed afterwards. */
  attempt(
    engine: Engine,
    signal?: AbortSignal,
    onProgress?: (update: ProgressUpdate) => void,
  ): Promise<TaskResult>
  /** Local path of a file that the task stored. */
  path(key: FileKey): Promise<string>
  /** Log lines of all attempts. */
  readonly log: string[]
}

/** Creates a task in a folder. Tasks in the same folder share their clips. */
export function createPipelineTask(task: Task, folder: string): PipelineTask {
  const files = createDirectoryStore(join(folder, 'files'))
  const log: string[] = []
  let row: unknown
  let attempts = 0
  const contextOf = (
    attempt: number,
    signal: AbortSignal,
    progress: TaskContext['progress'],
  ): TaskContext => ({
    signal,
    scratch: join(folder, `scratch-${task.id}-${attempt}`),
    progress,
    checkpoint: {
      get value() {
        return row
      },
      async save(value) {
        row = JSON.parse(JSON.stringify(value))
      },
    },
    files: {
      put: async (path, name) => store(`${task.id}/a${attempt}/${name}`, path),
      putIntermediate: async (path, name) => store(`${task.id}/a${attempt}/intermediate/${name}`, path),
      putShared: async (path, name) => store(`shared/${name}`, path),
      findShared: async (name) =>
        (await files.size(`shared/${name}`)) === undefined ? undefined : `shared/${name}`,
      has: async (key) => (await files.size(key)) !== undefined,
      get: (key) => files.localPath(key, folder),
    },
    reserveSpace: async () => {},
    log: collect(log),
  })
  const store = async (key: string, path: string) => {
    await files.put(key, path)
    return key
  }
  return {
    log,
    path: (key) => files.localPath(key, folder),
    async attempt(engine, signal = new AbortController().signal, onProgress = () => {}) {
      const context = contextOf(++attempts, signal, onProgress)
      await mkdir(context.scratch, { recursive: true })
      try {
        return await engine.run({ ...task, attempt: attempts }, context)
      } finally {
        await rm(context.scratch, { recursive: true })
      }
    },
  }
}

function collect(lines: string[]): TaskContext['log'] {
  const add = (fields: Record<string, unknown>, message: string) =>
    void lines.push(`${message} ${JSON.stringify(fields)}`)
  return { debug: add, info: add, warn: add, error: add }
}
